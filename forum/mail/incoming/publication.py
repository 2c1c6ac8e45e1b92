"""Make a post, a topic, a private note or a message to facilitators of a mail.

The actions are those of the pages, with their rules, limits and locks. The nonce follows from the
mail, so a mail that comes again makes no second post.
"""

import re
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import rate_limits
from forum.contributions.screening_hook import Arrival, TextHeld
from forum.enquiries import actions as enquiries
from forum.enquiries.models import Enquiry
from forum.mail.addresses import mail_domain, page_url
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.outcomes import Reason
from forum.mail.reading.message import IncomingMail
from forum.mail.reading.trimming import has_own_text
from forum.markup.markdown_links import escape_markdown
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateConversation
from forum.themes.models import Theme
from forum.topics import actions as topics
from forum.topics.models import Post, Topic

NAMESPACE = UUID("7d0f3e0a-5f0e-4b6c-9a3f-1f6f6f2f3c11")
MOST_NAMES = 20  # of attachments in a post
OWN_ID = re.compile(r"<topic-(?P<topic>\d{1,18})\.post-(?P<number>\d{1,9})@(?P<domain>[^>]+)>")
SIGNED_LINK = re.compile(r"https?://[^\s/<>()]{1,260}/mail/[a-z-]{1,20}/[^\s/<>()\]]{16,600}/?")
KEY = re.compile(r"(?<![a-z2-7])[a-z2-7]{26}(?=@)", re.IGNORECASE)
ANSWER_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|rv|res|enc|tr)\s*(?:\[\d{1,3}\])?\s*:)+", re.I)


class NotPublished(Exception):
    """The mail is no post. sentence: of the rule that refused it."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        super().__init__(reason)
        self.reason, self.sentence = reason, sentence


def publish(key: ReplyKey, mail: IncomingMail, stored: ReceivedMail) -> Post | None:
    """The post that `mail` became; None for what is private.

    Raises NotPublished, and TextHeld for one that waits for a facilitator.
    """
    source, nonce = _source(mail), uuid5(NAMESPACE, stored.digest)
    arrival = Arrival(mail_id=stored.message_id)
    _count_post(key.member, nonce)
    try:
        if key.topic:
            return _reply(key.topic, key.member, mail, source, nonce, arrival)
        if key.theme:
            return _start_topic(key.theme, key.member, mail, source, nonce, arrival)
        if key.private_conversation:
            _send_note(key.private_conversation, key.member, source, nonce)
            return None
        _write_to_facilitators(key, source, nonce)
    except TextHeld:
        raise
    except Refused as refusal:
        raise NotPublished(Reason.RULE, str(refusal)) from refusal
    return None


def _source(mail: IncomingMail) -> str:
    """The author's part of the text, and a line with the names of attachments."""
    if not (mail.kept.strip() and has_own_text(mail.text)):
        raise NotPublished(Reason.EMPTY)
    text = without_secrets(mail.kept)
    names = [attachment.name for attachment in mail.attachments if attachment.name][:MOST_NAMES]
    if not names:
        return text
    listed = ", ".join(escape_markdown(name) for name in names)
    line = _("Attached to the e-mail, but not published: %(names)s") % {"names": listed}
    return f"{text}\n\n{line}"


def without_secrets(text: str) -> str:
    """The text without signed links and keys, which quoted lines of our mails may contain."""
    return KEY.sub("…", SIGNED_LINK.sub(page_url("/mail/"), text))


def _count_post(member: Member, nonce: UUID) -> None:
    """As the forms of the pages do. The repetition of a stored post is not counted."""
    if topics.posts.was_sent(member, nonce):
        return
    if wait := rate_limits.count_use("post", f"member:{member.pk}"):
        raise NotPublished(Reason.TOO_OFTEN, str(rate_limits.wait_message(wait)))


def _reply(
    topic: Topic,
    member: Member,
    mail: IncomingMail,
    source: str,
    nonce: UUID,
    arrival: Arrival,
) -> Post:
    if not Topic.objects.visible_to(member).filter(pk=topic.pk).exists():
        raise NotPublished(Reason.GONE)
    parent = answered_number(topic, mail)
    post: Post = topics.reply(
        topic, member, source=source, nonce=nonce, reply_to=parent, arrival=arrival
    )
    return post


def answered_number(topic: Topic, mail: IncomingMail) -> int | None:
    """The post of `topic` that the mail answers, by the Message-IDs that its program names."""
    message_ids = [mail.in_reply_to, *reversed(mail.references)]
    numbers = ReceivedMail.objects.posts_by_message_id(topic, message_ids)
    for message_id in message_ids:
        own = OWN_ID.fullmatch(message_id)
        if own and (int(own["topic"]), own["domain"]) == (topic.pk, mail_domain()):
            return int(own["number"])
        if message_id in numbers:
            return numbers[message_id]
    return None


def _start_topic(
    theme: Theme,
    member: Member,
    mail: IncomingMail,
    source: str,
    nonce: UUID,
    arrival: Arrival,
) -> Post:
    if not theme.is_readable_by(member):
        raise NotPublished(Reason.GONE)
    title = ANSWER_PREFIX.sub("", mail.subject).strip()
    if not title:
        raise NotPublished(Reason.NO_SUBJECT)
    topic = topics.start_topic(
        theme, member, title=title, source=source, nonce=nonce, arrival=arrival
    )
    return topic.posts.get(number=1)


def _send_note(conversation: PrivateConversation, member: Member, source: str, nonce: UUID) -> None:
    if not PrivateConversation.objects.visible_to(member).filter(pk=conversation.pk).exists():
        raise NotPublished(Reason.GONE)
    private_notes.send(conversation, member, source=source, nonce=nonce)


def _write_to_facilitators(key: ReplyKey, source: str, nonce: UUID) -> None:
    enquiry = key.enquiry
    assert enquiry
    if not Enquiry.objects.visible_to(key.member).filter(pk=enquiry.pk).exists():
        raise NotPublished(Reason.GONE)
    enquiries.write(enquiry.theme, enquiry.member, key.member, source=source, nonce=nonce)
