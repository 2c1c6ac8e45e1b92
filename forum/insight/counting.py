"""The periodic task that counts the days that are over.

Topics that were active since a day are found by an index, so a day costs what its topics cost. A
topic that moves keeps its earlier days in the theme that it left.
"""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from forum.contributions.models import REMOVED
from forum.following.models import ReadPosition
from forum.insight.models import ThemeDay, first_day, last_day
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

DAYS_AT_ONCE = 7  # in one round of the worker; a new site has no days to count


def count_days() -> None:
    """Periodic task: count the days of the last weeks that have no rows. Safe to repeat."""
    days = [first_day() + timedelta(days=n) for n in range((last_day() - first_day()).days + 1)]
    counted = set(ThemeDay.objects.shown().values_list("day", flat=True).distinct())
    missing = [day for day in days if day not in counted]
    for day in missing[-DAYS_AT_ONCE:][::-1]:  # the newest first
        _count_day(day)


def _count_day(day: date) -> None:
    themes = list(Theme.objects.all())
    counts = _counts_by_theme(day)
    rows = [ThemeDay(theme=theme, day=day, **counts[theme.pk]) for theme in themes]
    if day == last_day():
        for row in rows:
            row.readers, row.silent = _readers_and_silent(row.theme)
    with transaction.atomic(durable=True):  # two workers may count at the same time
        ThemeDay.objects.bulk_create(rows, ignore_conflicts=True)


def _counts_by_theme(day: date) -> defaultdict[int, dict[str, Any]]:
    """The key of the theme -> the fields of its row."""
    counts: defaultdict[int, dict[str, Any]] = defaultdict(_no_posts)
    grouped = _posts_of(day).values_list(
        *("topic__theme", "author", "author__community", "author__country", "language")
    )
    for theme_id, author_id, community, country, language, n in grouped.annotate(n=Count("pk")):
        fields = counts[theme_id]
        fields["posts"] += n
        keys = (str(author_id), community, country, language)
        for name, key in zip(
            ("writers", "communities", "countries", "languages"), keys, strict=True
        ):
            fields[name][key] += n
    return counts


def _no_posts() -> dict[str, Any]:
    counters: dict[str, Any] = {
        name: Counter() for name in ("writers", "communities", "countries", "languages")
    }
    return counters | {"posts": 0}


def _posts_of(day: date) -> "QuerySet[Post]":
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    active = Topic.objects.filter(hidden_at=None, last_post_at__gte=begin)
    of_day = Post.objects.filter(topic__in=active.values("pk"), created_at__gte=begin)
    return of_day.filter(created_at__lt=begin + timedelta(days=1)).exclude(REMOVED).order_by()


def _readers_and_silent(theme: Theme) -> tuple[int, int]:
    """How many have read in the active topics of `theme`, and how many of these never wrote."""
    since = first_day()
    active = Topic.objects.filter(theme=theme, hidden_at=None, last_post_at__date__gte=since)
    positions = ReadPosition.objects.filter(topic__in=active.values("pk"), read__gt=0)
    writers = Post.objects.filter(topic__in=active.values("pk")).values("author")
    readers = positions.order_by().values("member").distinct()
    return readers.count(), readers.exclude(member__in=writers).count()
