"""The stream of a topic ("topic:17"): who may subscribe, the catch-up answer, and its frames."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from collective_brain.caching.fragments import render_each
from forum.live.broadcast import broadcast, item_frame, recheck_subscriptions
from forum.topics import rules
from forum.topics.events import PostEvent, TopicEvent
from forum.topics.fragments import POST
from forum.topics.models import Post, Topic

MAX_CHANGES = 500  # a tab that missed more reloads its page


def refuse_subscription(member: Any, key: int) -> str:
    visible = Topic.objects.visible_to(member).filter(pk=key).exists()
    return "" if visible else _("This topic is no longer there.")


def may_type(member: Any, key: int) -> bool:
    topic = Topic.objects.visible_to(member).select_related("theme").filter(pk=key).first()
    return topic is not None and not rules.refuse_reply(member, topic)


def last_marks(keys: Iterable[int]) -> Mapping[int, int]:
    return dict(Topic.objects.filter(pk__in=list(keys)).values_list("pk", "last_mark"))


def changes(key: int, member: Any, *, since: int, first: int, last: int) -> dict[str, Any]:
    """Return {head, end, state, items, more}.

    head: the last change mark. It is read before the items, so that no change is missed.
    end: the last number. A page that shows other numbers learns how many are new.
    """
    topic = Topic.objects.visible_to(member).select_related("theme").filter(pk=key).first()
    if topic is None:
        raise Http404
    changed = topic.posts.filter(changed__gt=since, number__range=(first, last)).for_display()
    posts = list(changed[: MAX_CHANGES + 1])
    more = len(posts) > MAX_CHANGES
    items = [] if more else [post_frame(topic, post) for post in posts]
    return {
        "head": topic.last_mark,
        "end": topic.last_number,
        "state": _state(topic),
        "items": items,
        "more": more,
    }


def broadcast_post(event: PostEvent) -> None:
    """Broadcast a post, and the post that it replies to, because its links to replies change."""
    post = Post.objects.for_display().select_related("topic__theme").get(pk=event.post_id)
    _broadcast(post.topic, post, author_id=post.author_id)
    if post.reply_to and (
        parent := post.topic.posts.for_display().filter(number=post.reply_to).first()
    ):
        _broadcast(post.topic, parent)


def broadcast_head(event: TopicEvent) -> None:
    """Broadcast the title and the state of a topic, with the change mark of the event."""
    topic = Topic.objects.select_related("theme").get(pk=event.topic_id)
    stream = topic.stream_name
    broadcast(stream, lambda: {"type": "head", "line": stream, "mark": event.mark, **_state(topic)})


def recheck_topic_subscriptions(event: TopicEvent) -> None:
    """End the subscriptions of members who may not see a hidden topic."""
    recheck_subscriptions(stream=f"topic:{event.topic_id}")


def _broadcast(topic: Topic, post: Post, author_id: int = 0) -> None:
    broadcast(topic.stream_name, lambda: post_frame(topic, post), author_id=author_id)


def post_frame(topic: Topic, post: Post) -> dict[str, Any]:
    """Build the frame of a post in the active language."""
    post.topic = topic
    return item_frame(topic.stream_name, post, render_each(POST, [post])[0])


def _state(topic: Topic) -> dict[str, Any]:
    return {
        "html": render_to_string("topics/_head.html", {"topic": topic}).strip(),
        "title": topic.title,
        "closed": bool(topic.closed_at),
    }
