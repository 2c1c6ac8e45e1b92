"""Mail that an e-mail provider hands over by its webhook, with django-anymail (EMAIL_PROVIDER).

Only providers that sign their requests. A request that fails is sent again by the provider. The
limits of every request hold, so a mail of more than DATA_UPLOAD_MAX_MEMORY_SIZE does not come in.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from forum.mail.incoming.receiving import receive

WEBHOOKS = {
    "mailersend": "mailersend.MailerSendInboundWebhookView",
    "mailgun": "mailgun.MailgunInboundWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
}
# Where a provider's request has the text of the whole mail. What django-anymail makes of it cannot
# be turned into bytes again if its headers are broken.
TEXTS: dict[str, Callable[[Any], str]] = {
    "mailersend": lambda request: str(request["data"]["raw"]),
    "mailgun": lambda request: str(request.POST["body-mime"]),
    "mandrill": lambda request: str(request["msg"]["raw_msg"]),
}


def webhook() -> Callable[..., HttpResponseBase]:
    """The view of the provider. It answers 400 to a request without the right signature."""
    from anymail.signals import inbound  # only sites with a provider have the package

    inbound.connect(take_mail, dispatch_uid="forum.mail.incoming")
    view: Callable[[HttpRequest], HttpResponseBase] = import_string(
        f"anymail.webhooks.{WEBHOOKS[settings.EMAIL_PROVIDER]}"
    ).as_view()
    return view


def take_mail(sender: Any, event: Any, **_more: Any) -> None:
    message = event.message
    recipients = [message.envelope_recipient] if message.envelope_recipient else []
    text = TEXTS[settings.EMAIL_PROVIDER](event.esp_event)
    raw = text.encode(errors="replace")
    receive(raw, recipients, envelope_sender=message.envelope_sender)
