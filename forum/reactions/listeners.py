"""Show new counts in open tabs, and take back the reactions of closed accounts.

Each listener is safe to repeat.
"""

from collections.abc import Iterator
from typing import Any

from accounts.events import MemberClosed
from forum.chat.models import Message
from forum.chat.streams import room_stream
from forum.reactions import actions
from forum.reactions.events import MessageReactionsChanged, PostReactionsChanged
from forum.reactions.models import Reaction
from forum.topics.models import Post
from forum.topics.streams import topic_stream

SLICE = 20  # texts


def broadcast_post(event: PostReactionsChanged) -> None:
    posts = Post.objects.for_display().select_related("topic__theme")
    topic_stream.broadcast(posts.get(pk=event.post_id))


def broadcast_message(event: MessageReactionsChanged) -> None:
    messages = Message.objects.for_display().select_related("room__theme", "room__topic__theme")
    room_stream.broadcast(messages.get(pk=event.message_id))


def take_back_reactions_of_closed_account(event: MemberClosed, after: Any) -> Iterator[Any]:
    """A long job in pieces: each row is gone once its text is counted again."""
    while rows := Reaction.objects.next_targets_of(event.member_id, SLICE):
        for reaction in rows:
            actions.take_all_back(reaction.contribution, event.member_id)
        yield rows[-1].pk
