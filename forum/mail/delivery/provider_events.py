"""What an e-mail provider reports by its webhook, with django-anymail (EMAIL_PROVIDER).

Only providers that sign their requests: anybody can send a request to the address.
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

WEBHOOKS = {
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postal": "postal.PostalTrackingWebhookView",
    "resend": "resend.ResendTrackingWebhookView",
}
# Why the provider could not deliver a mail, as django-anymail calls it.
POINTS_BY_REASON = {"bounced": HARD, "invalid": HARD, "spam": 0, "blocked": 0}


def webhook() -> Callable[..., HttpResponseBase]:
    """The view of the provider. It answers 400 to a request without the right signature."""
    from anymail.signals import tracking  # only sites with a provider have the package

    tracking.connect(take_event, dispatch_uid="forum.mail.delivery")
    view: Callable[[HttpRequest], HttpResponseBase] = import_string(
        f"anymail.webhooks.{WEBHOOKS[settings.EMAIL_PROVIDER]}"
    ).as_view()
    return view


def take_event(sender: Any, event: Any, **_more: Any) -> None:
    member = Member.objects.filter(email=normal_email(event.recipient or ""), closed_at=None)
    for each in member:
        _take_event_about(each, event)


def _take_event_about(member: Member, event: Any) -> None:
    reason = " ".join((event.mta_response or event.description or "").split())
    if event.event_type in ("complained", "unsubscribed"):
        outcomes.mail_was_unwanted(member, reason)
    elif event.event_type in ("bounced", "rejected"):
        points = POINTS_BY_REASON.get(event.reject_reason or "", SOFT)
        outcomes.mail_came_back(member, points, reason)
