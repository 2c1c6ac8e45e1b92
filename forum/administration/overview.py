"""The start page of administrators: what waits for them, and the way to each page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.administration.access import administrators_only, refuse_member_pages
from accounts.invitations.models import Invitation
from accounts.models import Member
from collective_brain import event_log
from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.mail.models import MailItem
from forum.moderation.models import Appeal
from forum.reports.models import Report
from forum.screening.models import AllWait, HeldPost
from forum.themes.rules import refuse_theme_administration

MAX_COUNTED = 99  # a higher count is shown as "99+", so that a large site costs no more


@require_safe
@administrators_only
def show(request: HttpRequest) -> HttpResponse:
    member: Any = request.user
    may_change_members = not refuse_member_pages(member)
    context = {
        "communities": _count(Member.objects.awaiting_confirmation()) if may_change_members else 0,
        "reports": _count(Report.objects.visible_to(member).open().one_per_case()),
        "waiting": _count(HeldPost.objects.for_deciders(member).waiting()),
        "all_wait": AllWait.objects.current(),
        "appeals": _count(Appeal.objects.for_deciders(member).open()),
        "failed_mail": OutgoingEmail.objects.count_waiting()["failed"],
        "failed_member_mail": _count(MailItem.objects.failed()),
        "failed_events": event_log.backlog()["events_given_up"],
        "invitations": Invitation.objects.open().count(),
        "may_change_members": may_change_members,
        "may_change_themes": not refuse_theme_administration(member),
    }
    return render(request, "administration/start.html", context)


def _count(rows: QuerySet[Any]) -> int | str:
    count = len(rows.values_list("pk")[: MAX_COUNTED + 1])
    return f"{MAX_COUNTED}+" if count > MAX_COUNTED else count
