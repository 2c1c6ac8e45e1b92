"""The mails about joining: the invitation, the welcome, and why an answer did not help."""

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Member
from forum.mail.addresses import page_url, sender
from forum.mail.delivery import bounce_keys
from forum.mail.incoming.addresses import BOUNCE, JOIN, make_address
from forum.mail.incoming.reply_addresses import digest_address, new_topic_address
from forum.mail.joining.models import InvitedAddress
from forum.mail.reading.kinds import OWN_HEADER
from forum.mail.reading.message import IncomingMail
from forum.themes.models import Theme

MOST_THEMES = 30  # in a welcome


def make_invitation(invited: InvitedAddress) -> EmailMessage:
    invitation, inviter = invited.invitation, invited.invited_by.get_full_name()
    context = {
        "inviter": inviter,
        "event": invitation.event_name,
        "email": invited.email,
        "ends_at": invitation.ends_at,
        "join_url": page_url(reverse("invitations:join", args=[invitation.token])),
        "about_url": page_url(reverse("pages:about")),
        "rules_url": page_url(reverse("pages:rules")),
        "privacy_url": page_url(reverse("pages:privacy")),
    }
    with translation.override(invited.language):
        subject = _("Invitation: %(event)s") % {"event": " ".join(invitation.event_name.split())}
        message = EmailMessage(
            f"[Collective Brain] {subject}",
            _text("joining/invitation.txt", context),
            sender([inviter]),
            [invited.email],
            reply_to=[make_address(JOIN, invited.key)],
            headers={"Auto-Submitted": "auto-generated", OWN_HEADER: "invitation"},
        )
    if bounce_keys.is_used():
        bounce_keys.set_envelope_sender(message, make_address(BOUNCE, invited.key))
    return message


def send_welcome(member: Member, mail: IncomingMail) -> None:
    """Say how to take part by mail. It is stored with what became of the answer."""
    themes = (
        list(Theme.objects.open_to(member)[:MOST_THEMES]) if member.has_finished_sign_up else []
    )
    context = {
        "member": member,
        "addresses": [(theme.name, new_topic_address(member, theme)) for theme in themes],
        "password_url": page_url(reverse("account_reset_password")),
        "settings_url": page_url(reverse("mail:settings")),
        "received_url": page_url(reverse("incoming_mail:list")),
    }
    subject = pgettext("subject of an e-mail", "Welcome")
    EmailMessage(
        f"[Collective Brain] {subject}",
        _text("joining/welcome.txt", context),
        to=[member.email],
        reply_to=[digest_address(member)],
        headers=_answer_headers(mail),
    ).send()


def send_refusal(invited: InvitedAddress, mail: IncomingMail, sentence: str) -> None:
    EmailMessage(
        f"Re: {' '.join(mail.subject.removeprefix('Re:').split())[:200]}",
        f"{sentence}\n\n{page_url('/')}\n",
        to=[invited.email],
        headers=_answer_headers(mail),
    ).send()


def _text(template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, context).strip() + "\n"


def _answer_headers(mail: IncomingMail) -> dict[str, str]:
    """RFC 3834: nothing answers this mail automatically."""
    headers = {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        OWN_HEADER: "answer",
    }
    if mail.message_id:
        headers["In-Reply-To"] = headers["References"] = mail.message_id
    return headers
