"""What an e-mail provider reports by its webhook, with django-anymail (EMAIL_PROVIDER).

Anybody can send a request to the address, so a provider signs its requests, or sends
EMAIL_WEBHOOK_SECRET, which django-anymail compares in constant time.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from accounts.credentials import normal_email
from accounts.models import Member
from forum.mail.delivery import outcomes
from forum.mail.delivery.addresses import HARD, SOFT
from forum.mail.delivery.outcomes import points_of
from forum.mail.joining.models import InvitedAddress

SIGNED = {
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postal": "postal.PostalTrackingWebhookView",
    "resend": "resend.ResendTrackingWebhookView",
}
# Only with EMAIL_WEBHOOK_SECRET.
UNSIGNED = {
    "amazon_ses": "amazon_ses.AmazonSESTrackingWebhookView",
    "postmark": "postmark.PostmarkTrackingWebhookView",
    "sendgrid": "sendgrid.SendGridTrackingWebhookView",
}
# Why the provider could not deliver a mail, as django-anymail calls it.
POINTS_BY_REASON = {"bounced": HARD, "invalid": HARD, "spam": 0, "blocked": 0}


def view_name(signed: dict[str, str], unsigned: dict[str, str]) -> str:
    """The view of django-anymail for EMAIL_PROVIDER; "" if nothing proves its requests."""
    usable = signed | unsigned if settings.EMAIL_WEBHOOK_SECRET else signed
    return usable.get(settings.EMAIL_PROVIDER, "")


def is_offered() -> bool:
    return bool(view_name(SIGNED, UNSIGNED))


def webhook() -> Callable[..., HttpResponseBase]:
    """The view of the provider. It answers 400 or 401 to a request that nothing proves."""
    from anymail.signals import tracking  # only sites with a provider have the package

    tracking.connect(take_event, dispatch_uid="forum.mail.delivery")
    view: Callable[[HttpRequest], HttpResponseBase] = import_string(
        f"anymail.webhooks.{view_name(SIGNED, UNSIGNED)}"
    ).as_view()
    return view


def take_event(sender: Any, event: Any, **_more: Any) -> None:
    member = Member.objects.filter(email=normal_email(event.recipient or ""), closed_at=None)
    for each in member:
        _take_event_about(each, event)
    _take_event_about_invitation(event)


def _take_event_about(member: Member, event: Any) -> None:
    reason = _reason(event)
    if event.event_type in ("complained", "unsubscribed"):
        outcomes.mail_was_unwanted(member, reason)
    elif event.event_type in ("bounced", "rejected"):
        outcomes.mail_came_back(member, _points(event), reason)


def _take_event_about_invitation(event: Any) -> None:
    """Of somebody who has no account yet. Whoever invited sees why the e-mail did not arrive."""
    is_return = event.event_type == "bounced" and _points(event) != SOFT
    if is_return or event.event_type in ("rejected", "complained"):
        invited = InvitedAddress.objects.with_address(normal_email(event.recipient or ""))
        invited.record_return(_reason(event))


def _reason(event: Any) -> str:
    return " ".join((event.mta_response or event.description or "").split())


def _points(event: Any) -> int:
    """django-anymail does not tell a full mailbox from a missing one for every provider."""
    report = event.esp_event
    if settings.EMAIL_PROVIDER == "sendgrid" and report.get("status"):
        return points_of(report["status"], is_permanent=report["status"].startswith("5."))
    if settings.EMAIL_PROVIDER == "postmark" and report.get("Type") == "SoftBounce":
        return SOFT
    if settings.EMAIL_PROVIDER == "amazon_ses" and _is_temporary(report):
        return SOFT
    return POINTS_BY_REASON.get(event.reject_reason or "", SOFT)


def _is_temporary(report: Any) -> bool:
    """Amazon says Transient or Undetermined."""
    return "bounce" in report and report["bounce"].get("bounceType") != "Permanent"
