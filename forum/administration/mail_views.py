"""How the mail of the site is doing: what waits, what domains answer, who gets no more mail."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acts.recording import record_act
from accounts.acts.targets import ActTarget, TargetKind
from accounts.administration.access import member_administrators_only
from collective_brain.outgoing_mail import tasks as account_mail
from collective_brain.outgoing_mail.models import OutgoingEmail
from collective_brain.web import form_responses, rate_limits
from forum.mail import tasks as member_mail
from forum.mail.addresses import mail_domain
from forum.mail.delivery.domain_check import Finding, check_domain
from forum.mail.delivery.models import DomainDay, MailAddress, MailDomain
from forum.mail.models import MailItem

PAGE = "administration:mail"
DAYS = 7
MOST_ROWS = 20
MOST_RETRIED = 200
MAX_COUNTED = 1_000


@require_safe
@member_administrators_only
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@member_administrators_only
def retry(request: HttpRequest) -> HttpResponse:
    """Send again what failed, also to domains that asked to wait."""
    with transaction.atomic(durable=True):
        MailDomain.objects.end_waits()
        record_act("MailTriedAgain", ActTarget(TargetKind.MAIL), by=request.user.pk or 0)
    account_mail.try_again(OutgoingEmail.objects.exclude(error="")[:MOST_RETRIED])
    member_mail.try_again(MailItem.objects.failed().order_by("pk")[:MOST_RETRIED])
    messages.success(request, _("The e-mails that failed are tried again now."))
    return redirect(PAGE)


@require_POST
@member_administrators_only
def check(request: HttpRequest) -> HttpResponse:
    """Ask DNS about the domain, and show the answers. Nothing is stored."""
    if wait := form_responses.count_request("sample_mail", request):
        messages.error(request, rate_limits.wait_message(wait))
        return redirect(PAGE)
    return _page(request, findings=check_domain())


@require_POST
@member_administrators_only
def send_test(request: HttpRequest) -> HttpResponse:
    member: Any = request.user
    if wait := form_responses.count_request("sample_mail", request):
        messages.error(request, rate_limits.wait_message(wait))
        return redirect(PAGE)
    subject = _("A test of the e-mails of this site")
    body = _("This e-mail has arrived, so the site can send e-mails.")
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [member.email]).send()
    messages.success(request, _("A test is on its way to %(email)s.") % {"email": member.email})
    return redirect(PAGE)


def _page(request: HttpRequest, *, findings: list[Finding] | None = None) -> HttpResponse:
    stopped = MailAddress.objects.stopped().select_related("member").order_by("-stopped_at")
    failed = MailItem.objects.failed().select_related("member").order_by("-pk")
    context = {
        "waiting": _count(MailItem.objects.waiting()) + _count(OutgoingEmail.objects.all()),
        "most_counted": MAX_COUNTED,
        "oldest": _oldest(),
        "failed": failed[:MOST_ROWS],
        "failed_accounts": OutgoingEmail.objects.exclude(error="").order_by("-pk")[:MOST_ROWS],
        "days": DAYS,
        "domains": _domains(),
        "stopped": stopped[:MOST_ROWS],
        "domain": mail_domain(),
        "findings": findings,
    }
    return render(request, "administration/mail.html", context)


def _count(rows: Any) -> int:
    """At most MAX_COUNTED, so that a large site costs no more."""
    return len(rows.values_list("pk")[:MAX_COUNTED])


def _oldest() -> Any:
    """Since when the oldest mail that is due waits; None if nothing is late."""
    due = MailItem.objects.due().order_by("due_at").values_list("due_at", flat=True).first()
    account = OutgoingEmail.objects.order_by("due_at").values_list("created_at", flat=True).first()
    return min((moment for moment in (due, account) if moment), default=None)


def _domains() -> list[dict[str, Any]]:
    """The sums of the last days, with the wait of those that wait now."""
    since = timezone.now().date() - timedelta(days=DAYS - 1)
    rows: list[dict[str, Any]] = DomainDay.objects.totals_since(since, most=MOST_ROWS)
    waits = MailDomain.objects.waiting().in_bulk([row["domain"] for row in rows])
    for row in rows:
        row["wait"] = waits.get(row["domain"])
    return rows
