"""Every kind of e-mail of the site, made of the demonstration community, for pictures.

`make_mails` runs in a process of the site.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core import mail as sent_mail
from django.test.utils import override_settings
from django.utils import timezone, translation

from accounts import mail as account_mail
from accounts.invitations.models import Invitation
from accounts.models import Member
from forum.demo import SIGN_INS
from forum.enquiries import actions as enquiries
from forum.enquiries.models import EnquiryMessage
from forum.mail import messages
from forum.mail.digests import messages as digest_messages
from forum.mail.digests.contents import Digest, News
from forum.mail.incoming import answers
from forum.mail.incoming.models import ReplyKey
from forum.mail.incoming.outcomes import Reason
from forum.mail.joining import messages as joining
from forum.mail.joining.models import InvitedAddress
from forum.mail.kinds import MailKind
from forum.mail.selection import ConversationMail, EnquiryMail, NotesMail, TopicMail
from forum.moderation.models import StatementKind
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateNote
from forum.topics.models import Post

OF_POSTS = (MailKind.MENTION, MailKind.REPLY, MailKind.CHOSEN, MailKind.WATCHED)
URL = "http://127.0.0.1/accounts/password/reset/key/1-c9x2-4f7d0e/"
# The e-mails about an account: the templates, and what they need.
OF_ACCOUNTS: dict[str, dict[str, Any]] = {
    "account/email/email_confirmation": {"code": "K7Q-9XM", "activate_url": URL},
    "account/email/password_reset_key": {"password_reset_url": URL},
    "account/email/password_changed": {"ip": "192.0.2.1", "timestamp": timezone.now()},
    "account/email/account_already_exists": {"password_reset_url": URL, "signup_url": URL},
    "account/email/export_ready": {"url": URL},
    "account/email/profile_corrected": {"why": "The name was that of a shop."},
    "account/email/texts_kept": {"url": URL},
    "account/email/account_closed": {"why": "You asked us to close it."},
    "account/email/reminder": {
        "title": "Care and work",
        "note": "Tell Luis",
        "url": URL,
        "stop": URL,
    },
    "moderation/email/statement": {
        "title": StatementKind.POST.label,
        "rule": "No advertising",
        "why": "This is advertising for a shop.",
        "url": URL,
    },
}


def make_mails(language: str) -> dict[str, dict[str, str]]:
    """For each kind its subject, text, and HTML ("" for plain text)."""
    member = Member.objects.get(email=SIGN_INS["practitioner"])
    member.language = language
    made: dict[str, Any] = {}
    for name, conversation in _conversations(member).items():
        made[name] = messages.make(member, conversation, "<1@example.org>")
    made["digest"] = digest_messages.make(member, _digest(member), "<1@example.org>")
    sent: dict[str, Callable[[], None]] = {
        "answer": lambda: _send_refusal(member),
        "welcome": lambda: joining.send_welcome(member, _mail_of(member)),
        "invitation": lambda: _invitation(member).send(),
    }
    for template, context in OF_ACCOUNTS.items():
        sent[template.rpartition("/")[2]] = _send_later(template, member, context)
    for name, send in sent.items():
        made[name] = _caught(send, language)
    return {name: _as_dict(message) for name, message in made.items()}


def _conversations(member: Member) -> dict[str, ConversationMail]:
    topic = Post.objects.filter(number=4).exclude(author=member).order_by("topic")[0].topic
    posts = list(topic.posts.select_related("author", "topic__theme").order_by("number"))
    mails: dict[str, ConversationMail] = {
        kind.value: TopicMail(topic, [(kind, posts[number])])
        for number, kind in enumerate(OF_POSTS)
    }
    mails["topic"] = TopicMail(topic, [(MailKind.TOPIC, posts[0])])
    mails["several"] = TopicMail(topic, [(MailKind.WATCHED, post) for post in posts[1:]])
    mails["message"] = EnquiryMail([_message_to(member)])
    mails["note"] = NotesMail([_note_to(member)])
    return mails


def _digest(member: Member) -> Digest:
    firsts = Post.objects.filter(number=1).exclude(author=member).order_by("topic")
    topics = [post.topic for post in firsts.select_related("topic__theme")[:6]]
    news = [_news(topic, topic.posts.latest("number")) for topic in topics]
    news.sort(key=lambda each: each.topic.theme.order)
    return Digest(
        day=timezone.now().date(),
        news=news[:4],
        left_out=3,
        questions=news[4:],
        enquiries=[_message_to(member).enquiry],
        private_conversations=2,
    )


def _news(topic: Any, post: Post) -> News:
    kind = MailKind.TOPIC if post.number == 1 else MailKind.WATCHED
    return News(topic, post, kind, post.number)


def _message_to(member: Member) -> EnquiryMessage:
    theme, chair = Post.objects.all()[0].topic.theme, _chair()
    text = "Thank you for asking. The post had a link to a shop.\n\nYou can write it again without."
    enquiries.write(theme, member, chair, source=text, nonce=uuid.uuid4())
    return EnquiryMessage.objects.select_related("author", "enquiry__theme").latest("pk")


def _note_to(member: Member) -> PrivateNote:
    text = "Shall we meet in Turin on *Monday*? I bring the numbers of our credit union."
    private_notes.start(_chair(), others=[member], source=text, nonce=uuid.uuid4())
    return PrivateNote.objects.select_related("author", "private_conversation").latest("pk")


def _chair() -> Member:
    return Member.objects.get(email=SIGN_INS["administrator"])


def _mail_of(member: Member) -> Any:
    return SimpleNamespace(subject="Care", message_id="<2@phone.example>", sender=member.email)


def _send_refusal(member: Member) -> None:
    topic = Post.objects.all()[0].topic
    key = ReplyKey.objects.make(member.pk, topic=topic)
    text = "We began with a savings group of twelve women."
    answers.send_answer(_mail_of(member), key, str(Reason.TOO_BIG.label), text=text)


def _invitation(member: Member) -> Any:
    ends_at = timezone.now() + timedelta(days=7)
    invitation = Invitation(event_name="Academy of Turin", ends_at=ends_at, token="x" * 16)
    return joining.make_invitation(
        InvitedAddress(
            invitation=invitation,
            email="chris@example.org",
            language=member.language,
            invited_by=_chair(),
        )
    )


def _send_later(template: str, member: Member, context: dict[str, Any]) -> Callable[[], None]:
    return lambda: account_mail.send(template, member, {"user": member, **context})


def _caught(send: Callable[[], None], language: str) -> Any:
    """The message that `send` sends."""
    with (
        override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"),
        translation.override(language),
    ):
        sent_mail.outbox = []
        send()
        return sent_mail.outbox[-1]


def _as_dict(message: Any) -> dict[str, str]:
    html = [content for content, _type in getattr(message, "alternatives", [])]
    return {"subject": str(message.subject), "text": message.body, "html": "".join(html)}
