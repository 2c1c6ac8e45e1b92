"""Who may open the pages of administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import permissions
from accounts.models import Member

View = Callable[..., HttpResponseBase]


def refuse_administrator_pages(member: Member) -> str:
    """Why `member` may not open the pages that every administrator may open."""
    if permissions.may_administer(member):
        return ""
    needs_two_step = member.is_staff and permissions.refuse_role_without_two_step(member)
    return needs_two_step or _("Only administrators can do this.")


def refuse_member_pages(member: Member) -> str:
    """Why `member` may not open the pages about other members."""
    if why := refuse_administrator_pages(member):
        return why
    if permissions.may_change_members(member):
        return ""
    return _("Your role does not let you change members.")


def open_unless(refuse: Callable[[Member], str]) -> Callable[[View], View]:
    """A decorator. Visitors go to sign-in. If `refuse` returns a reason, the answer is a 403."""

    def decorate(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if why := refuse(request.user):  # type: ignore[arg-type]
                raise PermissionDenied(why)
            return view(request, *args, **kwargs)

        return checked

    return decorate


administrators_only = open_unless(refuse_administrator_pages)
member_administrators_only = open_unless(refuse_member_pages)
