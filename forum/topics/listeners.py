"""What topics do, later, on hearing what happened to them; each safe to repeat."""

from forum.topics import actions, theme_counts
from forum.topics.events import PostEvent, TopicEvent, TopicMoved
from forum.topics.models import Post
from forum.topics.theme_streams import nudge_theme


def count_in_theme(event: PostEvent | TopicEvent) -> None:
    """Bring the counters of the theme up to date, and tell whoever has its list open."""
    topic_id = event.topic_id if isinstance(event, TopicEvent) else _topic_of(event)
    left = {event.left} if isinstance(event, TopicMoved) else set()
    for theme_id in theme_counts.update_theme_counts(topic_id) | left:
        nudge_theme(theme_id)


def empty_quotations_of_removed_post(event: PostEvent) -> None:
    """A post went: the posts that quote it lose its words (decision 11)."""
    gone = Post.objects.get(pk=event.post_id)
    if gone.is_removed:
        actions.empty_quotations_of(gone, event.by)


def empty_removed_quotations_in_post(event: PostEvent) -> None:
    """A post came that quotes what went while it was written, or at the same moment (decision 11)."""
    actions.empty_removed_quotations_in(Post.objects.get(pk=event.post_id), event.by)


def _topic_of(event: PostEvent) -> int:
    return Post.objects.values_list("topic_id", flat=True).get(pk=event.post_id)
