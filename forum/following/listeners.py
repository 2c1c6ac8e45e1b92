"""What following does on hearing what members wrote; each safe to repeat, in any order."""

from accounts.events import MemberClosed, MemberWelcomed
from forum.chat.events import MessageSaid
from forum.chat.models import Message
from forum.following import actions
from forum.following.models import Level, Position, Reason, RoomPosition, ThemeFollow
from forum.topics.events import PostEvent
from forum.topics.models import Post


def follow_what_one_writes(event: PostEvent) -> None:
    """The author has read up to their own post, and tracks the topic unless they chose a level for it."""
    written = Post.objects.filter(pk=event.post_id, author__closed_at=None).values_list(
        "topic", "number"
    )
    for topic, number in written:  # none, when the account was closed meanwhile
        Position.objects.advance(number, member_id=event.by, topic_id=topic)
        unset = Position.objects.filter(member=event.by, topic=topic, reason="")
        unset.update(level=Level.TRACKING, reason=Reason.WROTE)


def note_unread(event: PostEvent) -> None:
    """The topic waits for who had read all of it."""
    for post in Post.objects.only("topic", "number", "created_at").filter(pk=event.post_id):
        Position.objects.note_post(post)


def read_what_one_says(event: MessageSaid) -> None:
    said = Message.objects.filter(pk=event.message_id, author__closed_at=None).values_list(
        "room", "number"
    )
    for room, number in said:  # none, when the account was closed meanwhile
        RoomPosition.objects.advance(number, member_id=event.by, room_id=room)


def follow_chosen_themes(event: MemberWelcomed) -> None:
    actions.follow_first_themes(event.member_id, event.theme_ids)


def forget_member(event: MemberClosed) -> None:
    """A closed account follows nothing, and what its owner read is nobody's business."""
    for model in (Position, ThemeFollow, RoomPosition):
        model.objects.filter(member=event.member_id).delete()
