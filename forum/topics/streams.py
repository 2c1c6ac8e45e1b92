"""The stream of a topic ("topic:17"), and what it broadcasts after an event."""

from typing import Any

from django.utils.translation import gettext as _

from forum.contributions.streams import ConversationStream
from forum.live.broadcast import recheck_subscriptions
from forum.topics import rules
from forum.topics.events import (
    AnswerAccepted,
    AnswerUnaccepted,
    PostEvent,
    PostsMoved,
    TopicEvent,
    TopicKindChanged,
    TopicMoved,
)
from forum.topics.fragments import POST
from forum.topics.models import Post, Topic, TopicQuerySet


class TopicStream(ConversationStream):
    model = Topic
    fragment = POST
    head_template = "topics/_head.html"
    variable = "topic"

    def visible_to(self, member: Any) -> TopicQuerySet:
        return Topic.objects.visible_to(member).select_related("theme")

    def contributions(self, conversation: Topic) -> Any:
        return conversation.posts

    def refuse_write(self, member: Any, conversation: Topic) -> str:
        return rules.refuse_reply(member, conversation)

    def missing_sentence(self) -> str:
        return _("This topic no longer exists.")


topic_stream = TopicStream()


def broadcast_post(event: PostEvent) -> None:
    """Listener: broadcast a post, and the post that it replies to, because its links may have
    changed.
    """
    post = Post.objects.for_display().select_related("topic__theme").get(pk=event.post_id)
    topic_stream.broadcast(post, author_id=post.author_id)
    if not post.reply_to:
        return
    parent = post.topic.posts.for_display().filter(number=post.reply_to).first()
    if parent:
        parent.topic = post.topic
        topic_stream.broadcast(parent)


def broadcast_changed_posts(event: TopicKindChanged | AnswerAccepted | AnswerUnaccepted) -> None:
    """Listener: broadcast the posts that show which answer was accepted."""
    topic = Topic.objects.select_related("theme").get(pk=event.topic_id)
    for post in topic.posts.for_display().filter(number__in=event.changed).order_by("changed"):
        post.topic = topic
        topic_stream.broadcast(post)


def broadcast_head(event: TopicEvent) -> None:
    """Listener: broadcast the title and the state of a topic with the change mark of the event."""
    topic = Topic.objects.select_related("theme").get(pk=event.topic_id)
    topic_stream.broadcast_head(topic, event.mark)


def broadcast_moved_posts(event: PostsMoved) -> None:
    """Listener: broadcast the heads of both topics.

    Tabs miss the change marks of the posts, so they request what changed on their page.
    """
    for topic_id, mark in ((event.topic_id, event.mark), (event.target_id, event.target_mark)):
        topic = Topic.objects.select_related("theme").get(pk=topic_id)
        topic_stream.broadcast_head(topic, mark)


def recheck_or_broadcast_head(event: TopicMoved) -> None:
    """Listener: broadcast the head of a moved topic, which names the new theme.

    Tabs of members who may not read a private theme must not get it. So they are checked first,
    and the others find the change by its mark.
    """
    if Topic.objects.select_related("theme").get(pk=event.topic_id).theme.is_private:
        recheck_topic_subscriptions(event)
    else:
        broadcast_head(event)


def recheck_topic_subscriptions(event: TopicEvent) -> None:
    """Listener: end the subscriptions of members who may not see the hidden topic."""
    recheck_subscriptions(stream=f"topic:{event.topic_id}")
