"""The administrators' start page: how the site is doing, and what to do about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions
from accounts.models import Member
from collective_brain.event_log.models import Event
from collective_brain.observability import figures, plots


@require_safe
@never_cache
@login_required
def show(request: HttpRequest) -> HttpResponse:
    _require_administrator(request.user)  # type: ignore[arg-type]
    shown = figures.collect()
    shown["member_bars"] = plots.bars(shown["member_days"])
    shown["post_bars"] = plots.bars(shown["post_days"])
    return render(request, "administration/start.html", shown)


@require_POST
@never_cache
@login_required
def try_events_again(request: HttpRequest) -> HttpResponse:
    """Let the worker run the listeners again of the events that it gave up."""
    _require_administrator(request.user)  # type: ignore[arg-type]
    count = Event.objects.all().try_again()
    told = (
        ngettext("%d event will be tried again.", "%d events will be tried again.", count) % count
    )
    messages.success(request, told)
    return redirect("administration:start")


def _require_administrator(member: Member) -> None:
    if permissions.may_administer(member):
        return
    needs_second_step = member.is_staff and permissions.refuse_role_without_two_step(member)
    raise PermissionDenied(needs_second_step or _("Only administrators can do this."))
