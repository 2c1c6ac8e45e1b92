"""Mail that an e-mail provider hands over by its webhook, with django-anymail (EMAIL_PROVIDER).

Only providers that sign their requests or send EMAIL_WEBHOOK_SECRET. A request that fails is sent
again by the provider. The limits of every request hold, so a mail of more than
DATA_UPLOAD_MAX_MEMORY_SIZE does not come in.
"""

from base64 import b64decode
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from forum.mail.delivery.provider_events import view_name
from forum.mail.incoming.receiving import receive

SIGNED = {
    "mailersend": "mailersend.MailerSendInboundWebhookView",
    "mailgun": "mailgun.MailgunInboundWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
}
UNSIGNED = {
    "amazon_ses": "amazon_ses.AmazonSESInboundWebhookView",
    "postmark": "postmark.PostmarkInboundWebhookView",
    "sendgrid": "sendgrid.SendGridInboundWebhookView",
}
# Where a provider's request has the text of the whole mail. What django-anymail makes of it cannot
# be turned into bytes again if its headers are broken.
TEXTS: dict[str, Callable[[Any], str | bytes]] = {
    "amazon_ses": lambda request: _of_amazon(request),
    "mailersend": lambda request: str(request["data"]["raw"]),
    "mailgun": lambda request: str(request.POST["body-mime"]),
    "mandrill": lambda request: str(request["msg"]["raw_msg"]),
    "postmark": lambda request: str(request["RawEmail"]),
    "sendgrid": lambda request: str(request.POST["email"]),
}


def is_offered() -> bool:
    return bool(view_name(SIGNED, UNSIGNED))


def webhook() -> Callable[..., HttpResponseBase]:
    """The view of the provider. It answers 400 to a request that nothing proves."""
    from anymail.signals import inbound  # only sites with a provider have the package

    inbound.connect(take_mail, dispatch_uid="forum.mail.incoming")
    view: Callable[[HttpRequest], HttpResponseBase] = import_string(
        f"anymail.webhooks.{view_name(SIGNED, UNSIGNED)}"
    ).as_view()
    return view


def take_mail(sender: Any, event: Any, **_more: Any) -> None:
    message = event.message
    recipients = [message.envelope_recipient] if message.envelope_recipient else []
    text = TEXTS[settings.EMAIL_PROVIDER](event.esp_event)
    raw = text.encode(errors="replace") if isinstance(text, str) else text
    receive(raw, recipients, envelope_sender=message.envelope_sender)


def _of_amazon(event: Any) -> str | bytes:
    """The action of the receipt rule is SNS, with either encoding."""
    content = str(event["content"])
    is_encoded = event["receipt"]["action"].get("encoding") == "BASE64"
    return b64decode(content) if is_encoded else content
