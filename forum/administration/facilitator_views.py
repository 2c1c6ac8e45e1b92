"""The facilitators of a theme: find a member by name, username or e-mail, add them, remove them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.administration.member_search import MAX_TYPED, find_members
from accounts.models import Member
from collective_brain.errors import Refused
from forum.administration.theme_views import theme_administrators_only
from forum.themes import actions
from forum.themes.models import Theme

MAX_FOUND = 20


@require_safe
@theme_administrators_only
def facilitators(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Theme, slug=slug), typed=request.GET.get("q", ""))


@require_POST
@theme_administrators_only
def add(request: HttpRequest, slug: str) -> HttpResponse:
    told = _("%(name)s is a facilitator of %(theme)s now, and has been told.")
    return _change(request, slug, actions.add_facilitator, told)


@require_POST
@theme_administrators_only
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    told = _("%(name)s is no longer a facilitator of %(theme)s, and has been told.")
    return _change(request, slug, actions.remove_facilitator, told)


def _change(
    request: HttpRequest, slug: str, action: Callable[..., None], told: str
) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    member = _member_of_form(request)
    try:
        action(theme, member, by=request.user)
    except Refused as refusal:
        return _page(request, theme, typed=request.POST.get("q", ""), refusal=str(refusal))
    messages.success(request, told % {"name": member.get_full_name(), "theme": theme.name})
    return redirect("administration:facilitators", slug)


def _member_of_form(request: HttpRequest) -> Member:
    member_id = request.POST.get("member", "")
    if not (member_id.isdecimal() and len(member_id) < 19):  # an integer of the database
        raise Http404
    return get_object_or_404(Member, pk=member_id)


def _page(request: HttpRequest, theme: Theme, *, typed: str, refusal: str = "") -> HttpResponse:
    present = list(theme.facilitators.order_by("found_by"))
    found = list(find_members(typed)[: MAX_FOUND + 1])
    context: dict[str, Any] = {
        "theme": theme,
        "facilitators": present,
        "typed": typed[:MAX_TYPED],
        "found": [member for member in found[:MAX_FOUND] if member not in present],
        "has_more": len(found) > MAX_FOUND,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "administration/facilitators.html", context, status=status)
