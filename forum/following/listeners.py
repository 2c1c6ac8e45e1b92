"""How following reacts to what members write. Each listener is safe to repeat, in any order."""

from accounts.events import MemberClosed, MemberWelcomed
from forum.chat.events import MessageSaid
from forum.chat.models import Message
from forum.following import actions
from forum.following.models import ReadMarking, ReadPosition, RoomReadPosition, ThemeFollow
from forum.topics.events import PostEvent
from forum.topics.models import Post


def mark_read_and_track_for_author(event: PostEvent) -> None:
    """Move the author's read position to their own post, and let them track the topic.

    A level that the author chose for the topic stays. A closed account gets no position.
    """
    ReadPosition.objects.advance_and_track_for_author(event.post_id)


def set_unread_since(event: PostEvent) -> None:
    """Set `unread_since` where the post is the first unread one of its topic for a member."""
    for post in Post.objects.only_place_and_dates().filter(pk=event.post_id):
        ReadPosition.objects.set_unread_since(post)
        ReadPosition.objects.add_for_new_followers(post)


def mark_room_read_for_author(event: MessageSaid) -> None:
    """The author has read up to their own message. A closed account gets no position."""
    messages = Message.objects.filter(pk=event.message_id, author__closed_at=None)
    for room_id, number in messages.values_list("room", "number"):
        RoomReadPosition.objects.advance(number, member_id=event.by, room_id=room_id)


def track_sign_up_themes(event: MemberWelcomed) -> None:
    actions.track_sign_up_themes(event.member_id, event.theme_ids)


def delete_follows_and_positions(event: MemberClosed) -> None:
    """A closed account follows nothing, and nobody needs to know what its owner has read."""
    for model in (ReadPosition, ThemeFollow, RoomReadPosition, ReadMarking):
        model.objects.filter(member=event.member_id).delete()
