"""The table of the search index. It is the same on SQLite and PostgreSQL.

Our own code folds and stems the words of an entry (tokenizer.py, stemmer.py), and ranks the results
(scoring.py). SQLite's FTS5 and PostgreSQL's `simple` tsvector only look words up (migration 0001).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from forum.chat.models import Message, Room, visible_conversations_q
from forum.contributions.models import REMOVED
from forum.search import full_text_expressions
from forum.search.full_text_expressions import (
    MAX_KEY,
    RESERVED_LETTER,
    filter_word,
)
from forum.search.query_parser import Query, Term
from forum.search.vocabulary import Trigram, Word, is_correctable
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

__all__ = ["Entry", "EntryQuerySet", "Kind", "Trigram", "Word", "entry_key", "first_key_at"]

# Raise it when words are folded or stemmed in another way. The worker then writes the entries of
# older versions again, the newest first, a batch at a time.
INDEX_VERSION = 1
MAX_ENTRIES_WITH_WORDS = 50
VOCABULARY_CHARACTERS = 2000  # of the words of an entry; the vocabulary ignores the rest
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_KIND_BITS, _KEY_BITS = 2, 18


class Kind(models.TextChoices):
    TOPIC = "topic", _("Topics")
    POST = "post", _("Posts")
    MESSAGE = "message", _("Chat messages")
    MEMBER = "member", _("Members")


def first_key_at(at: datetime) -> int:
    """The lowest key that an entry of this moment can have."""
    milliseconds = max(0, round((at - _EPOCH).total_seconds() * 1000))
    return min(milliseconds << (_KIND_BITS + _KEY_BITS), MAX_KEY)


def entry_key(kind: str, key: int, at: datetime) -> int:
    """The primary key of an entry: in the order of time, and the same whenever we write it.

    The newest entries are then a range of keys.
    """
    return first_key_at(at) | Kind.values.index(kind) << _KEY_BITS | key % 2**_KEY_BITS


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, reader: Any) -> "EntryQuerySet":
        """The entries of the rows that `reader` may see now.

        Every search begins here. A limit, a count or a link to more results would otherwise tell
        whether a hidden row matches.
        """
        listed_member = Member.objects.listed_to(reader).filter(pk=OuterRef("author"))
        is_listed_member = Q(kind=Kind.MEMBER) & Q(Exists(listed_member))
        return self.filter(is_listed_member | visible_conversations_q(reader)).exclude(_removed_q())

    @cached_property
    def row_of_index_key(self) -> tuple[str, tuple[Any, ...]]:
        """The SQL and parameters that look up the present key of FTS5 in this query.

        A search uses the same query four times, so this saves 4 ms.
        """
        row = self.filter(pk=RawSQL("search_index.rowid", ())).values("pk")
        sql, parameters = row.query.sql_with_params()
        return sql, tuple(parameters)

    def matching(
        self,
        query: Query,
        filter_groups: Iterable[Iterable[str]],
        *,
        limit: int,
        in_title: bool = False,
        max_missing: int = 0,
        from_key: int = 0,
        before_key: int = MAX_KEY,
    ) -> "EntryQuerySet":
        """The newest `limit` entries with the terms of `query`, and a filter word of each group.

        max_missing: the terms that an entry may lack: 0, 1, or all but one.

        A limit on the newest makes a common word as cheap as a rare one.
        """
        expressions = full_text_expressions.for_current_database()
        terms = [expressions.term(term, in_title=in_title) for term in query.required_terms]
        if max_missing:
            is_one_enough = max_missing == len(terms) - 1
            combine = expressions.any_of if is_one_enough else expressions.all_but_one
            terms = [combine(terms)]
        filters = [expressions.any_of(map(expressions.word, group)) for group in filter_groups]
        excluded = [expressions.term(term) for term in query.excluded_terms]
        condition = expressions.all_without([*filters, *terms], excluded)
        return expressions.newest_matching(
            self, condition, from_key=from_key, before_key=before_key, limit=limit
        )

    def with_title_words(
        self, words: list[str], kinds: Iterable[str], *, limit: int
    ) -> "EntryQuerySet":
        """The newest `limit` entries with `words` in the title.

        The last word may be the beginning of a longer one.
        """
        expressions = full_text_expressions.for_current_database()
        any_kind = expressions.any_of(expressions.word(filter_word(kind)) for kind in kinds)
        complete = [expressions.word(word, in_title=True) for word in words[:-1]]
        prefix = expressions.word(words[-1], in_title=True, is_prefix=True)
        return self._newest_with_all([any_kind, *complete, prefix], limit)

    def topics_with_any_term(self, terms: Iterable[Term], *, limit: int) -> "EntryQuerySet":
        """The newest `limit` topics with at least one of `terms` in the title."""
        expressions = full_text_expressions.for_current_database()
        any_term = expressions.any_of(expressions.term(term, in_title=True) for term in terms)
        return self._newest_with_all([expressions.word(filter_word(Kind.TOPIC)), any_term], limit)

    def with_word(self, word: str) -> "EntryQuerySet":
        """All entries that have `word`, anywhere."""
        expressions = full_text_expressions.for_current_database()
        return self._newest_with_all([expressions.word(word)], MAX_KEY)

    def words_among(self, words: list[str]) -> set[str]:
        """The words in `words` that these entries have.

        It reads the beginning of the newest MAX_ENTRIES_WITH_WORDS entries that have one of them.
        It also runs a query if `words` is empty.
        """
        expressions = full_text_expressions.for_current_database()
        words_or_none = words or [filter_word("nothing")]
        entries = self._newest_with_all(
            [expressions.any_of(map(expressions.word, words_or_none))], MAX_ENTRIES_WITH_WORDS
        )
        texts = entries.values_list("title", Substr("words", 1, VOCABULARY_CHARACTERS))
        return {word for text in texts for word in " ".join(text).split()} & set(words)

    def outdated(self) -> "EntryQuerySet":
        """The entries that an older version of the code wrote, in the order of an index."""
        without_version = self.filter(version=None)
        if without_version.exists():
            return without_version.order_by("-pk")
        return self.filter(version__lt=INDEX_VERSION).order_by("-version", "-pk")

    def _newest_with_all(self, conditions: list[str], limit: int) -> "EntryQuerySet":
        expressions = full_text_expressions.for_current_database()
        condition = expressions.all_of(conditions)
        return expressions.newest_matching(
            self, condition, from_key=0, before_key=MAX_KEY, limit=limit
        )


def _removed_q() -> Q:
    """The worker has not yet updated the entry of a post or message that was removed."""
    posts, messages = Post.objects.filter(REMOVED), Message.objects.filter(REMOVED)
    first_post = posts.filter(topic=OuterRef("key"), number=1)
    return (
        Q(kind=Kind.POST) & Q(Exists(posts.filter(pk=OuterRef("key"))))
        | Q(kind=Kind.MESSAGE) & Q(Exists(messages.filter(pk=OuterRef("key"))))
        # The title of a topic stays. Only an outdated entry still has words of the first post.
        | Q(kind=Kind.TOPIC) & ~Q(words="") & Q(Exists(first_post))
    )


class Entry(models.Model):
    """The words of a topic with its first post, of a later post, of a message, or of a member.

    A page never shows the words of an entry. It shows a snippet of the row, if the row is visible.
    """

    id = models.BigIntegerField(primary_key=True)  # from entry_key
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.PositiveBigIntegerField()  # the primary key of the topic, post, message or member
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    community = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=5)
    at = models.DateTimeField()
    title = models.TextField(blank=True)
    words = models.TextField(blank=True)
    marks = models.TextField()  # the filter words
    # The INDEX_VERSION of the code that wrote the entry. NULL: code from before there was one.
    version = models.PositiveSmallIntegerField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="entry_once")]
        indexes: ClassVar = [models.Index(fields=["version", "id"], name="entry_version")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def vocabulary_words(self) -> set[str]:
        """The words that this entry adds to the vocabulary."""
        text = f"{self.title} {self.words}"
        entry_words = text[:VOCABULARY_CHARACTERS].split(" ")
        if len(text) > VOCABULARY_CHARACTERS:
            del entry_words[-1]  # It may be cut.
        return {
            word for word in entry_words if is_correctable(word) and RESERVED_LETTER not in word
        }

    def set_filter_words(self) -> None:
        """Store what filters look for as words, so that the full-text index applies them."""
        values = {
            "in": self.language,
            "by": self.author_id,
            "theme": self.theme_id,
            "from": self.community,
            "topic": self.topic_id,
            "room": self.room_id,
        }
        filter_words = [filter_word(name, value) for name, value in values.items() if value]
        self.marks = " ".join([filter_word(self.kind), *filter_words])
