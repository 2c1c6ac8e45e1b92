"""The filters of a search, and the filter words and keys that the index looks up for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum.search.full_text_expressions import MAX_KEY, filter_word
from forum.search.models import first_key_at


@dataclass(frozen=True)
class SearchFilters:
    """What a result must have besides the words of the query. An empty field filters nothing."""

    kind: str = ""
    theme_id: int | None = None
    language: str = ""
    community: str = ""
    author_ids: tuple[int, ...] | None = None  # The author is one of these.
    within: str = ""  # the stream name of one topic or room, such as "topic:17"
    since: datetime | None = None
    before: datetime | None = None

    def word_groups(self, kinds: Iterable[str] = ()) -> list[list[str]]:
        """Groups of filter words. An entry must have one word of each group."""
        groups = [
            [filter_word(kind) for kind in kinds],
            [filter_word("theme", self.theme_id)] if self.theme_id else [],
            [filter_word("in", self.language)] if self.language else [],
            [filter_word("from", self.community)] if self.community else [],
            [filter_word("by", author_id) for author_id in self.author_ids or ()],
            [filter_word(self.within.replace(":", ""))] if self.within else [],
        ]
        return [group for group in groups if group]

    def selected_kinds(self, kinds: Iterable[str]) -> list[str]:
        return [kind for kind in kinds if self.kind in ("", kind)]

    @property
    def key_range(self) -> tuple[int, int]:
        """The first key of the period, and the first key after it."""
        from_key = first_key_at(self.since) if self.since else 0
        before_key = first_key_at(self.before) if self.before else MAX_KEY
        return from_key, before_key
