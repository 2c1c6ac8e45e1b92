"""What drafts do on hearing what their members published; each safe to repeat, in any order."""

from accounts.events import MemberClosed
from forum.chat.events import MessageEdited, MessageSaid
from forum.chat.models import Message
from forum.drafts import actions
from forum.drafts.models import Draft
from forum.topics.events import PostEdited, PostEvent
from forum.topics.models import Post


def close_sent_post(event: PostEvent) -> None:
    if not Draft.objects.open_of(event.by).exists():
        return
    post = Post.objects.select_related("topic").get(pk=event.post_id)
    place = post.topic.stream_name if post.number > 1 else f"start:{post.topic.theme_id}"
    actions.close_sent(event.by, place, nonce=str(post.nonce), source=post.source)


def close_sent_message(event: MessageSaid) -> None:
    if not Draft.objects.open_of(event.by).exists():
        return
    message = Message.objects.select_related("room").get(pk=event.message_id)
    actions.close_sent(
        event.by, message.room.stream_name, nonce=str(message.nonce), source=message.source
    )


def close_post_edit(event: PostEdited) -> None:
    for topic, number in Post.objects.filter(pk=event.post_id).values_list("topic", "number"):
        actions.close_edit(event.by, f"edit:/topics/{topic}/{number}")


def close_message_edit(event: MessageEdited) -> None:
    for room, number in Message.objects.filter(pk=event.message_id).values_list("room", "number"):
        actions.close_edit(event.by, f"edit:/rooms/{room}/{number}")


def forget_member(event: MemberClosed) -> None:
    actions.forget(event.member_id)
