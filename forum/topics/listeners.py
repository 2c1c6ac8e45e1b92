"""Listeners of topics, called by the worker. Each one is safe to repeat.

Those that yield work in pieces (decision 54).
"""

from collections.abc import Iterator
from typing import Any

from forum.topics import quotation_actions, theme_counts
from forum.topics.events import PostEvent, PostsMoved, TopicEvent, TopicMoved
from forum.topics.models import Post
from forum.topics.theme_streams import nudge_theme


def count_in_theme(event: PostEvent | TopicEvent) -> None:
    """Update the counts of the theme, and nudge the tabs that show its list of topics."""
    topic_id = event.topic_id if isinstance(event, TopicEvent) else _topic_of(event)
    left = {event.left} if isinstance(event, TopicMoved) else set()
    for theme_id in theme_counts.update_theme_counts(topic_id) | left:
        nudge_theme(theme_id)


def count_moved_posts(event: PostsMoved) -> None:
    """Update the counts of the themes of both topics, and nudge the tabs that list them."""
    for topic_id in (event.topic_id, event.target_id):
        for theme_id in theme_counts.update_theme_counts(topic_id):
            nudge_theme(theme_id)


def empty_quotations_of_removed_post(event: PostEvent, after: Any) -> Iterator[Any]:
    """Remove the words of a removed post from the posts that quote it (decision 11)."""
    gone = Post.objects.get(pk=event.post_id)
    if gone.is_removed:
        yield from quotation_actions.empty_quotations_of(gone, event.by, after=after)


def empty_removed_quotations_in_post(event: PostEvent, after: Any) -> Iterator[Any]:
    """Remove quotations of posts that were removed while the post was written (decision 11)."""
    post = Post.objects.select_related("topic").get(pk=event.post_id)
    yield from quotation_actions.empty_removed_quotations_in(post, event.by, after=after)


def _topic_of(event: PostEvent) -> int:
    return Post.objects.values_list("topic_id", flat=True).get(pk=event.post_id)
