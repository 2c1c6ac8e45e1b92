"""What of a mail is still wanted at the moment when it is sent, by the rules of the pages."""

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member
from forum.contributions.models import REMOVED
from forum.enquiries.models import Enquiry, EnquiryMessage
from forum.following.levels import FOLLOWED_LEVELS, Level
from forum.following.models import ReadPosition
from forum.mail.delivery.addresses import MailAddress
from forum.mail.digests.contents import Digest, find_contents
from forum.mail.kinds import MailKind
from forum.mail.models import MailItem, MailSettings, PlaceChoice
from forum.notifications.models import Notification
from forum.private_notes.models import Participant, PrivateConversation, PrivateNote
from forum.topics.models import Post, Topic

LEVELS_BY_KIND = {
    MailKind.CHOSEN: FOLLOWED_LEVELS,
    MailKind.WATCHED: (Level.WATCHING,),
    MailKind.TOPIC: FOLLOWED_LEVELS,
}


class TopicMail(NamedTuple):
    """The topic as its reader may see it, and the posts with the kind of each."""

    topic: Topic
    posts: list[tuple[MailKind, Post]]


class EnquiryMail(NamedTuple):
    messages: list[EnquiryMessage]


class NotesMail(NamedTuple):
    """Notes of one private conversation, in the order of their numbers."""

    notes: list[PrivateNote]


ConversationMail = TopicMail | EnquiryMail | NotesMail


def still_wanted(items: list[MailItem]) -> ConversationMail | Digest | None:
    """items: of one mail. None if nothing of it is wanted any more."""
    member, first = items[0].member, items[0]
    [choices] = MailSettings.objects.of([member.pk]).values()
    if refuse_mail(member) or choices.is_paused():
        return None
    if first.kind == MailKind.DIGEST:
        return find_contents(member, [item.number for item in items], choices)
    if first.enquiry_id:
        return _wanted_messages(items) if choices.wants(MailKind.MESSAGE) else None
    if first.private_conversation_id:
        return _wanted_notes(items) if choices.wants(MailKind.NOTE) else None
    return _wanted_posts(items, choices)


def refuse_mail(member: Member) -> str:
    """Why nothing is mailed to this account; "" if mail may be sent."""
    if member.is_demo and not settings.LOCAL:
        return _("The addresses of demonstration accounts do not exist.")
    if not member.is_active:
        return _("This account is closed.")
    if MailAddress.objects.stopped().filter(member=member).exists():
        return _("E-mails to your address have stopped.")
    return permissions.refuse_unfinished_account(member)


def _wanted_posts(items: list[MailItem], choices: MailSettings) -> TopicMail | None:
    """Posts that are there and that the member has not read, of a topic that is not muted."""
    member = items[0].member
    keys = [item.topic_id for item in items if item.topic_id]
    visible = Topic.objects.visible_to(member).filter(hidden_at=None, pk__in=keys)
    topic: Any = visible.select_related("theme").first()
    if topic is None:
        return None
    ReadPosition.objects.attach_reading_state(member, [topic])
    place = PlaceChoice.objects.of(member.pk).at(topic)
    suiting = [item for item in items if _suits(item.kind, topic)]
    kinds = {item.number: item.kind for item in suiting if choices.wants(item.kind, place)}
    posts = Post.objects.filter(topic=topic, number__in=kinds, number__gt=topic.my_last_read)
    shown = (
        posts.exclude(REMOVED)
        .exclude(author__in=member.blocked_ids)
        .select_related("author")
        .defer("source")
        .order_by("number")
    )
    mailed = [(MailKind(kinds[post.number]), post) for post in shown]
    return TopicMail(topic, mailed) if mailed else None


def _suits(kind: str, topic: Any) -> bool:
    """Whether the level at which the member follows the topic allows mail of this kind."""
    levels = LEVELS_BY_KIND.get(MailKind(kind))
    return topic.my_level in levels if levels else topic.my_level != Level.MUTED


def _wanted_messages(items: list[MailItem]) -> EnquiryMail | None:
    """Messages of a conversation that the member may read and has not opened."""
    member = items[0].member
    unread = Notification.objects.unread_by(member).filter(enquiry=items[0].enquiry_id)
    if not unread.exists():
        return None
    visible = Enquiry.objects.visible_to(member)
    messages = EnquiryMessage.objects.filter(
        pk__in=[item.number for item in items], enquiry__in=visible
    ).exclude(author=member)
    found = list(messages.select_related("author", "enquiry__theme", "enquiry__member"))
    return EnquiryMail(found) if found else None


def _wanted_notes(items: list[MailItem]) -> NotesMail | None:
    """Notes that are there, that the member may read and has not read, unless they muted them."""
    member, key = items[0].member, items[0].private_conversation_id
    visible = PrivateConversation.objects.visible_to(member)
    numbers = [item.number for item in items]
    notes = PrivateNote.objects.filter(
        private_conversation=key, private_conversation__in=visible, number__in=numbers
    )
    shown = notes.exclude(REMOVED).select_related("author", "private_conversation")
    found = [note for note in shown.order_by("number") if _waits_for(member, note)]
    return NotesMail(found) if found else None


def _waits_for(member: Member, note: PrivateNote) -> bool:
    return Participant.objects.waiting_for(note).filter(member=member).exists()
