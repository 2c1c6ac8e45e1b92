"""What the site stores of a mail. It runs with the Django of the site."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from accounts.credentials import normal_email
from accounts.models import Member
from accounts.trust_levels import TrustLevel
from forum.mail.delivery import bounce_keys
from forum.mail.delivery.addresses import MailAddress
from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.reply_addresses import reply_address
from forum.screening.models import HeldPost
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import Post, Topic

NOBODY = "nobody@corpus.example"  # has the key that mails without a sender answer


def reply_addresses(senders: list[str]) -> dict[str, str]:
    """For each sender, and for "", the address that answers a topic.

    Each becomes a member, because only a mail of the member with the key becomes a post.
    """
    nobody = _member(NOBODY, 0)
    text: dict[str, Any] = {"title": "Mails of a folder", "source": "Hello.", "language": "en"}
    topic = actions.start_topic(Theme.objects.all()[0], nobody, nonce=uuid4(), **text)
    members = {sender: _member(sender, number) for number, sender in enumerate(senders, start=1)}
    return {
        sender: reply_address(member, topic=topic)
        for sender, member in ({"": nobody} | members).items()
    }


def report_address() -> str:
    """The envelope sender of a mail of the site, to which a mail server reports."""
    return f"bounce+{bounce_keys.make_key(_member(NOBODY, 0))}@{settings.INCOMING_MAIL_DOMAIN}"


def _member(email: str, number: int) -> Member:
    if known := Member.objects.filter(email=normal_email(email)).first():
        return known
    return Member.objects.create_user(
        email,
        None,
        handle=f"sender{number}",
        name=f"Sender {number}",
        community="practitioner",
        email_confirmed_at=timezone.now(),
        trust_level=TrustLevel.MEMBER,
        trust_due_at=timezone.now(),
    )


def take_outcome() -> str:
    """What became of the last mail. It is then forgotten, so that its twins are decided, too."""
    mail = ReceivedMail.objects.order_by("-pk").first()
    posts = Post.objects.filter(number__gt=1)
    outcome = "published" if posts.exists() else _outcome(mail)
    posts.delete()
    HeldPost.objects.all().delete()
    ReceivedMail.objects.all().delete()
    Topic.objects.update(post_count=1)
    return outcome


def _outcome(mail: ReceivedMail | None) -> str:
    if mail is None:
        return "report"  # only a report leaves no row
    return mail.reason if mail.reason and mail.reason != "rule" else mail.refusal or mail.state


def take_report() -> str:
    """What a mail with the null sender changed, which is then forgotten."""
    outcome = take_outcome()
    address = MailAddress.objects.first()
    MailAddress.objects.all().delete()
    if outcome != "report":
        return outcome
    if address is None:
        return "no change"
    return "complaint" if address.stopped_at else "bounce counted"
