"""The counts of a theme (decision 9).

An update adds the difference of one topic, so its cost does not grow with the theme. Each topic
stores what its theme has counted of it. So a repeated update changes nothing.
"""

from django.db import transaction
from django.db.models import Count, F, Max, Sum

from forum.themes.models import Theme
from forum.topics.models import Topic


def update_theme_counts(topic_id: int) -> set[int]:
    """Update the theme of the topic and the theme in which it was counted before.

    Return their keys.
    """
    while True:
        keys = Topic.objects.values_list("theme_id", "counted_in_id").get(pk=topic_id)
        if updated := _update_locked(topic_id, {key for key in keys if key}):
            return updated


def recount_theme(theme_id: int) -> None:
    """Count the visible topics and posts of a theme again, from the counts of its topics."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme_id)
        visible = theme.topics.filter(hidden_at=None, merged_into=None)
        counts = visible.aggregate(
            topics=Count("pk"), posts=Sum("post_count"), last=Max("last_post_at")
        )
        theme.topic_count, theme.post_count = counts["topics"], counts["posts"] or 0
        theme.last_post_at = counts["last"]
        theme.save(update_fields=["topic_count", "post_count", "last_post_at"])
        theme.topics.update(counted_in=None, counted_posts=0)
        visible.update(counted_in=theme, counted_posts=F("post_count"))


@transaction.atomic(durable=True)
def _update_locked(topic_id: int, theme_ids: set[int]) -> set[int]:
    """Return `theme_ids`, or an empty set if the topic was moved before it was locked."""
    themes = {pk: Theme.objects.locked(pk) for pk in sorted(theme_ids)}
    topic = Topic.objects.locked(topic_id)
    if {topic.theme_id, topic.counted_in_id} - {None, *themes}:
        return set()
    if topic.counted_in_id:
        _add_to_counts(themes[topic.counted_in_id], topics=-1, posts=-topic.counted_posts)
    if topic.is_counted:
        _add_to_counts(themes[topic.theme_id], topics=+1, posts=+topic.post_count)
    topic.counted_in = themes[topic.theme_id] if topic.is_counted else None
    topic.counted_posts = topic.post_count if topic.is_counted else 0
    topic.save(update_fields=["counted_in", "counted_posts"])
    for theme in themes.values():
        theme.last_post_at = Topic.objects.newest_post_time_in(theme)
        theme.save(update_fields=["topic_count", "post_count", "last_post_at"])
    return set(themes)


def _add_to_counts(theme: Theme, *, topics: int, posts: int) -> None:
    theme.topic_count += topics
    theme.post_count += posts
