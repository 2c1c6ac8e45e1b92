"""Answer a member by mail: what was done, or why a mail was not published, with its text."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from forum.mail.addresses import page_url
from forum.mail.incoming.addresses import REPLY, TOPIC, make_address
from forum.mail.incoming.models import ReplyKey
from forum.mail.reading.kinds import OWN_HEADER
from forum.mail.reading.message import IncomingMail

MAX_TEXT = 20_000  # characters of the member's own text


def send_answer(mail: IncomingMail, key: ReplyKey | None, sentence: str, *, text: str) -> None:
    """Store the answer; the worker sends it. text: what the member gets back."""
    topic = key.topic if key else None
    context = {
        "sentence": sentence,
        "text": text[:MAX_TEXT].strip(),
        "topic_url": topic and page_url(topic.get_absolute_url()),
        "settings_url": page_url(reverse("mail:settings")),
    }
    message = EmailMessage(
        f"Re: {' '.join(mail.subject.removeprefix('Re:').split())[:200]}",
        render_to_string("mail/answer.txt", context).strip() + "\n",
        to=[mail.sender],
        reply_to=_reply_to(key),
        headers=_headers(mail),
    )
    message.send()


def _reply_to(key: ReplyKey | None) -> list[str]:
    """The same address again, so that an answer to this answer is read, too."""
    address = make_address(TOPIC if key.theme_id else REPLY, key.key) if key else ""
    return [address] if address else []


def _headers(mail: IncomingMail) -> dict[str, str]:
    """RFC 3834: nothing answers this mail automatically."""
    headers = {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        OWN_HEADER: "answer",
    }
    if mail.message_id:
        headers["In-Reply-To"] = headers["References"] = mail.message_id
    return headers
