"""The tables of the page, added up from the rows of the days.

A number of people, or of posts in a small part, is shown as "under 5": an exact one could show who
it was. Only facilitators and administrators read the page; it names the three who write most.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from statistics import median
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, Min, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import countries
from accounts.choices import Community
from accounts.models import Member
from forum.contributions.models import REMOVED
from forum.insight.models import DAYS, WEEKS, ThemeDay, first_day
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

FEW = 5  # smaller numbers are not shown
TOP = 3  # writers who are named
ROWS = 60  # of a table
LISTED = 20  # topics without a reply
MEASURED = 500  # the newest topics, for the median


class Row(NamedTuple):
    """label: for a table. short: for a plot. total: the height of its bar."""

    label: str
    short: str
    total: int

    @property
    def text(self) -> str:
        return few(self.total)


class Table(NamedTuple):
    """One of the tables.

    name: in the address of the CSV file. heading: of the first column. is_exact: no "under 5".
    """

    name: str
    title: str
    heading: str
    rows: list[Row]
    is_exact: bool = False

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(row.label, str(row.total) if self.is_exact else row.text) for row in self.rows]


class ThemeLine(NamedTuple):
    """What the page says of one theme. hours: the median until the first reply, or ""."""

    theme: Theme
    posts: int
    readers: str
    silent: str
    hours: str
    share: str
    names: list[str]


def few(number: int) -> str:
    return str(number) if number == 0 or number >= FEW else _("under 5")


def tables(days: Iterable[ThemeDay]) -> list[Table]:
    days = list(days)
    languages = dict(settings.CONTENT_LANGUAGES)
    communities = {str(value): str(label) for value, label in Community.choices}
    return [
        Table("weeks", _("Posts in each week"), _("Week from"), _weeks(days), is_exact=True),
        Table(
            "communities",
            _("Posts by community"),
            _("Community"),
            _parts(days, "communities", lambda key: communities.get(key, _("not said"))),
        ),
        Table(
            "countries",
            _("Posts by country"),
            _("Country"),
            _parts(
                days, "countries", lambda key: countries.country_name(key) if key else _("not said")
            ),
        ),
        Table(
            "languages",
            _("Posts by language"),
            _("Language"),
            _parts(days, "languages", lambda key: str(languages.get(key, key))),
        ),
    ]


def lines(themes: Iterable[Theme], days: Iterable[ThemeDay]) -> list[ThemeLine]:
    days = list(days)
    by_theme = {theme.pk: [day for day in days if day.theme_id == theme.pk] for theme in themes}
    top = {pk: _sum(rows, "writers").most_common(TOP) for pk, rows in by_theme.items()}
    members = Member.objects.in_bulk({int(key) for writers in top.values() for key, _n in writers})
    hours = _median_hours([theme.pk for theme in themes])
    return [
        _line(theme, by_theme[theme.pk], top[theme.pk], members, hours.get(theme.pk, ""))
        for theme in themes
    ]


def unanswered(themes: Iterable[Theme]) -> "QuerySet[Topic]":
    """Open topics that have only their first post, the newest first."""
    since = timezone.now() - timedelta(days=DAYS)
    alone = Topic.objects.filter(theme__in=[theme.pk for theme in themes], post_count=1)
    waiting = alone.filter(hidden_at=None, closed_at=None, theme__archived_at=None)
    recent = waiting.filter(created_at__gte=since).select_related("theme")
    return recent.order_by("-created_at", "-pk")[:LISTED]


def _line(
    theme: Theme,
    days: list[ThemeDay],
    top: list[tuple[str, int]],
    members: dict[int, Member],
    hours: str,
) -> ThemeLine:
    posts = sum(day.posts for day in days)
    newest = max((day for day in days if day.readers is not None), key=_day, default=None)
    named = [members[int(key)].get_full_name() for key, _n in top if int(key) in members]
    share = round(100 * sum(n for _key, n in top) / posts) if posts >= FEW else None
    return ThemeLine(
        theme=theme,
        posts=posts,
        readers=few(newest.readers or 0) if newest else "–",
        silent=few(newest.silent or 0) if newest else "–",
        hours=hours or "–",
        share="–" if share is None else _("%(share)d %%") % {"share": share},
        names=[] if share is None else named,
    )


def _day(row: ThemeDay) -> Any:
    return row.day


def _weeks(days: list[ThemeDay]) -> list[Row]:
    totals: Counter[int] = Counter()
    for row in days:
        totals[(row.day - first_day()).days // 7] += row.posts
    starts = [first_day() + timedelta(weeks=week) for week in range(WEEKS)]
    return [
        # There is room for the day of every third week below the bars.
        Row(
            date_format(start, "SHORT_DATE_FORMAT"),
            "" if week % 3 else f"{start:%d.%m}",
            totals[week],
        )
        for week, start in enumerate(starts)
    ]


def _parts(days: list[ThemeDay], field: str, label: Any) -> list[Row]:
    """The most first."""
    counted = _sum(days, field).most_common(ROWS)
    return [Row(label(key), (key or "–")[:4], total) for key, total in counted]


def _sum(days: list[ThemeDay], field: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in days:
        total.update(getattr(row, field))
    return total


def _median_hours(theme_ids: list[int]) -> dict[int, str]:
    """The key of the theme -> the median hours until somebody else replied."""
    since = timezone.now() - timedelta(days=DAYS)
    topics = Topic.objects.filter(theme__in=theme_ids, hidden_at=None, created_at__gte=since)
    newest = topics.order_by("-created_at", "-pk")[:MEASURED]
    started = {pk: (theme, at) for pk, theme, at in newest.values_list("pk", "theme", "created_at")}
    replies = Post.objects.filter(topic__in=started, number__gt=1).exclude(REMOVED)
    others = replies.exclude(author=F("topic__author")).order_by()
    hours: dict[int, list[float]] = {}
    first_replies = others.values("topic").annotate(first=Min("created_at"))
    for pk, first in first_replies.values_list("topic", "first"):
        theme_id, at = started[pk]
        hours.setdefault(theme_id, []).append((first - at).total_seconds() / 3600)
    return {theme_id: f"{median(found):.1f}" for theme_id, found in hours.items() if found}
