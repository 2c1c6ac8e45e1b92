"""The one table that search asks, the same on both databases: what can be found, as words of ours.

An entry's text is folded and stemmed by forum/search/tokenizer.py. SQLite's FTS5 and PostgreSQL's `simple` tsvector only
look words up (migration 0001); neither of them stems or ranks.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.chat.models import Room
from forum.search import full_text_expressions
from forum.search.full_text_expressions import MAX_KEY, filter_word
from forum.search.query_parser import Query, Term
from forum.themes.models import Theme
from forum.topics.models import Topic

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_KIND_BITS, _KEY_BITS = 2, 18


class Kind(models.TextChoices):
    TOPIC = "topic", _("Topics")
    POST = "post", _("Posts")
    MESSAGE = "message", _("Chat messages")
    MEMBER = "member", _("Members")


def first_key_at(at: datetime) -> int:
    """The lowest key that an entry of the moment `at` can have."""
    milliseconds = max(0, round((at - _EPOCH).total_seconds() * 1000))
    return min(milliseconds << (_KIND_BITS + _KEY_BITS), MAX_KEY)


def entry_key(kind: str, key: int, at: datetime) -> int:
    """The primary key of an entry: in the order of time, and the same whenever it is written."""
    return first_key_at(at) | Kind.values.index(kind) << _KEY_BITS | key % 2**_KEY_BITS


class EntryQuerySet(models.QuerySet["Entry"]):
    def found(
        self,
        query: Query,
        marks: Iterable[Iterable[str]],
        *,
        most: int,
        titles: bool = False,
        but_one: bool = False,
        since: int = 0,
        before: int = MAX_KEY,
    ) -> "EntryQuerySet":
        """The newest `most` that fit: a range of keys from the index, so that a common word costs no more.

        marks: an entry has one of each group. titles: the words stand in the title. but_one: one term may be missing.
        since, before: keys.
        """
        ask = full_text_expressions.for_current_database()
        terms = [ask.term(term, titles=titles) for term in query.wanted]
        if but_one:
            terms = [
                ask.either(ask.every([*terms[:n], *terms[n + 1 :]]) for n in range(len(terms)))
            ]
        wanted = [*(ask.either(map(ask.word, group)) for group in marks), *terms]
        match = ask.all_but(wanted, [ask.term(term) for term in query.excluded])
        return ask.fitting(self, match, since, before, most)

    def beginning(self, words: list[str], kinds: Iterable[str], *, most: int) -> "EntryQuerySet":
        """The newest `most` whose titles have these words, the last of which is only begun."""
        ask = full_text_expressions.for_current_database()
        wanted = [ask.either(ask.word(filter_word(kind)) for kind in kinds)]
        wanted += [ask.word(word, titles=True) for word in words[:-1]]
        wanted.append(ask.word(words[-1], titles=True, begun=True))
        return ask.fitting(self, ask.all_but(wanted, []), 0, MAX_KEY, most)

    def topics_with_any_term(self, terms: Iterable[Term], *, most: int) -> "EntryQuerySet":
        """The newest `most` topics with one of these terms, or more, in the title."""
        ask = full_text_expressions.for_current_database()
        some = ask.either(ask.term(term, titles=True) for term in terms)
        return ask.fitting(
            self, ask.all_but([ask.word(filter_word(Kind.TOPIC)), some], []), 0, MAX_KEY, most
        )


class Entry(models.Model):
    """Something that can be found: a topic (with its first post), a later post, a message or a member.

    key: of its row. Only words are kept here, never what a page shows: extracts come from the visible row.
    """

    id = models.BigIntegerField(primary_key=True)  # entry_key
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.PositiveBigIntegerField()
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    community = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=5)
    at = models.DateTimeField()
    title = models.TextField(blank=True)
    words = models.TextField(blank=True)
    marks = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def set_filter_words(self) -> None:
        """Write down what one can filter by, a word each, so that a filter is part of the lookup."""
        found = [
            filter_word(self.kind),
            filter_word("in", self.language),
            filter_word("by", self.author_id),
        ]
        found += [filter_word("theme", self.theme_id)] if self.theme_id else []
        found += [filter_word("from", self.community)] if self.community else []
        found += [filter_word("topic", self.topic_id)] if self.topic_id else []
        found += [filter_word("room", self.room_id)] if self.room_id else []
        self.marks = " ".join(found)
