"""What topics do, later, on hearing what happened to them; each safe to repeat."""

from django.db import transaction
from django.db.models import Count, Max, Sum

from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.events import PostEvent, TopicEvent, TopicMoved
from forum.topics.list_lines import nudge_theme
from forum.topics.models import Post, Topic


def count_in_theme(event: PostEvent | TopicEvent) -> None:
    """Bring the counters of the theme up to date, and tell whoever has its list open."""
    for theme_id in _themes_of(event):
        recount(theme_id)
        nudge_theme(theme_id)


def recount(theme_id: int) -> None:
    """Count a theme's visible topics and posts from the topics' own counts (decision 9).

    Under the theme's lock, or a worker that counted earlier could write later.
    """
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme_id)
        counts = theme.topics.filter(hidden_at=None).aggregate(
            topics=Count("pk"), posts=Sum("post_count"), last=Max("last_post_at")
        )
        theme.topic_count, theme.post_count = counts["topics"], counts["posts"] or 0
        theme.last_post_at = counts["last"]
        theme.save(update_fields=["topic_count", "post_count", "last_post_at"])


def empty_quotations(event: PostEvent) -> None:
    """A post went: the posts that quote it lose its words (decision 11)."""
    gone = Post.objects.get(pk=event.post_id)
    if gone.is_gone:
        actions.empty_quotations_of(gone, event.by)


def empty_gone_quotations(event: PostEvent) -> None:
    """A post came that quotes what went while it was written, or at the same moment (decision 11)."""
    actions.empty_gone_quotations_in(Post.objects.get(pk=event.post_id), event.by)


def _themes_of(event: PostEvent | TopicEvent) -> list[int]:
    if isinstance(event, PostEvent):
        return [Post.objects.values_list("topic__theme", flat=True).get(pk=event.post_id)]
    theme_id = Topic.objects.values_list("theme", flat=True).get(pk=event.topic_id)
    if not isinstance(event, TopicMoved):
        return [theme_id]
    return list(Theme.objects.filter(pk__in=[theme_id, event.left]).values_list("pk", flat=True))
