"""Close the draft of what a member published. Each listener is safe to repeat, in any order."""

from accounts.events import MemberClosed
from forum.chat.events import MessageEdited, MessageSaid
from forum.chat.models import Message
from forum.drafts import actions
from forum.drafts.models import Draft
from forum.screening.events import PostHeld
from forum.screening.models import HeldPost
from forum.topics.events import PostEdited, PostEvent, WikiPostEdited
from forum.topics.models import Post


def close_draft_of_post(event: PostEvent) -> None:
    if not Draft.objects.open_of(event.by).exists():
        return
    post = Post.objects.select_related("topic").get(pk=event.post_id)
    starts_topic = post.number == 1
    place = f"start:{post.topic.theme_id}" if starts_topic else post.topic.stream_name
    actions.close_published(event.by, place, nonce=str(post.nonce), source=post.source)


def close_draft_of_held_post(event: PostHeld) -> None:
    """The text is stored, and its author finds it in the list of texts that wait."""
    for held in HeldPost.objects.select_related("topic").filter(pk=event.held_id):
        actions.close_published(event.by, held.place, nonce=str(held.nonce), source=held.source)


def close_draft_of_message(event: MessageSaid) -> None:
    if not Draft.objects.open_of(event.by).exists():
        return
    message = Message.objects.select_related("room").get(pk=event.message_id)
    actions.close_published(
        event.by, message.room.stream_name, nonce=str(message.nonce), source=message.source
    )


def close_draft_of_post_edit(event: PostEdited | WikiPostEdited) -> None:
    posts = Post.objects.filter(pk=event.post_id)
    for topic_id, number in posts.values_list("topic", "number"):
        actions.close_saved_edit(event.by, f"edit:/topics/{topic_id}/{number}")


def close_draft_of_message_edit(event: MessageEdited) -> None:
    messages = Message.objects.filter(pk=event.message_id)
    for room_id, number in messages.values_list("room", "number"):
        actions.close_saved_edit(event.by, f"edit:/rooms/{room_id}/{number}")


def delete_drafts_of_closed_account(event: MemberClosed) -> None:
    actions.delete_all_of_member(event.member_id)
