"""Lists of topics: one query for the rows, another one for texts that are not cached.

A list reads the columns that a row shows, as values, because the objects would cost most of the
time of a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connections, router
from django.utils import timezone

from collective_brain.caching.fragments import render_by_key
from collective_brain.i18n.relative_time import age_unit, relative_time
from forum.themes.models import Theme
from forum.topics.fragments import ROW_FIELDS, TOPIC_ROW
from forum.topics.models import Post, Topic, TopicQuerySet

LISTED_FIELDS = (*ROW_FIELDS, "last_number", "last_poster_id")
LISTED_COLUMNS = tuple(field.replace(".", "__") for field in LISTED_FIELDS)


class ListedTopic:
    """A topic in a list, with the values of LISTED_FIELDS as attributes.

    unread_count, is_new: of the reader; {% add_unread_counts %} sets them.
    """

    pk: int
    title: str
    language: str
    pinned: bool
    last_post_at: datetime
    last_number: int
    last_poster_id: int | None
    post_count: int
    time_ago: str
    unread_count: int | None = None
    is_new = False

    def __init__(self, stored: tuple[Any, ...], theme: Theme) -> None:
        self.__dict__.update(zip(LISTED_FIELDS, stored, strict=True))
        self.stored, self.theme = stored, theme

    @property
    def stream_name(self) -> str:
        return f"topic:{self.pk}"

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - 1)

    @property
    def row_key(self) -> str:
        """The key of this row. The next page of rows starts after it."""
        return f"{int(self.pinned)}.{round(self.last_post_at.timestamp() * 1_000_000)}.{self.pk}"


def list_topics(topics: TopicQuerySet, theme_by_pk: Mapping[int, Theme]) -> list[ListedTopic]:
    """The rows of `topics`. theme_by_pk: the themes that the reader may see, at the same moment.

    A topic of another theme is left out: the theme was made private between the two queries.
    """
    rows = topics.values_list(*LISTED_COLUMNS)
    theme_column = LISTED_FIELDS.index("theme_id")
    return [
        ListedTopic(row, theme_by_pk[row[theme_column]])
        for row in rows
        if row[theme_column] in theme_by_pk
    ]


def render_topic_rows(topics: Sequence[ListedTopic], *, theme: bool) -> list[str]:
    """The HTML of each row, the same for all readers. theme: whether to name the theme."""
    now = timezone.now()
    for topic in topics:
        topic.time_ago = relative_time(topic.last_post_at, now)
    keys = [TOPIC_ROW.key(_row_values(topic), {"theme": theme}) for topic in topics]
    return render_by_key(TOPIC_ROW, keys, partial(_contexts, topics, theme))


def list_version(sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    """The version of a list for the page cache: what its rows show, with "5 min ago".

    sql, parameters: from list_query(). Each change of a topic takes a new change mark. The page
    cache asks before it knows the reader's language.
    """
    with connections[router.db_for_read(Topic)].cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    now = timezone.now()
    return tuple((pk, mark, age_unit(_with_zone(at), now)) for pk, mark, at in rows)


def list_query(topics: TopicQuerySet) -> tuple[str, tuple[Any, ...]]:
    """The SQL of list_version() and its parameters: text that the page cache can keep."""
    return topics.values_list("pk", "last_mark", "last_post_at").query.sql_with_params()


def _row_values(topic: ListedTopic) -> tuple[Any, ...]:
    """What the row shows: the key of its HTML."""
    return (*topic.stored, topic.theme.name, topic.theme.slug, topic.time_ago)


def _contexts(
    topics: Sequence[ListedTopic], theme: bool, places: Iterable[int]
) -> list[dict[str, Any]]:
    listed = [topics[place] for place in places]
    keys = [topic.pk for topic in listed]
    topic_by_pk = Topic.objects.select_related("theme", "last_poster").in_bulk(keys)
    post_by_topic = {post.topic_id: post for post in Post.objects.newest_in(keys)}
    return [
        {"topic": _for_template(topic_by_pk[row.pk], row, post_by_topic), "theme": theme}
        for row in listed
    ]


def _for_template(topic: Any, row: ListedTopic, post_by_topic: Mapping[int, Post]) -> Any:
    """`topic` as the list has read it, with what the template shows besides its columns.

    Its columns are those of `row`, because they are the key of its HTML: a replica may be behind.
    """
    for field, value in zip(LISTED_FIELDS, row.stored, strict=True):
        if "." not in field:
            setattr(topic, field, value)
    topic.time_ago = row.time_ago
    post = post_by_topic.get(topic.pk)
    topic.newest_words = post.first_words if post else ""
    topic.newest_language = post.language if post else ""
    return topic


def _with_zone(moment: datetime) -> datetime:
    """SQLite returns UTC without a time zone to plain SQL."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
