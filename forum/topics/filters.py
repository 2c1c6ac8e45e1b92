"""The filters of a list of topics, as links: the reader's languages, and a community.

The page cache knows these parameters (collective_brain/caching/page_cache.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.choices import Community
from collective_brain.i18n.languages import content_language
from forum.topics.models import COMMUNITY_COLUMNS, UNANSWERED, TopicQuerySet

MINE = "mine"
NO_ANSWER = "none"


@dataclass(frozen=True)
class TopicFilters:
    """reader_languages: codes; languages: MINE or ""; community: a value of Community or "";
    answer: NO_ANSWER or "".
    """

    reader_languages: tuple[str, ...]
    languages: str = ""
    community: str = ""
    answer: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any], reader: Any) -> "TopicFilters":
        """The filters in the query string. Unknown values are ignored."""
        community = query.get("community", "")
        return cls(
            reader_languages=languages_of(reader),
            languages=MINE if query.get("languages") == MINE else "",
            community=community if community in Community.values else "",
            answer=NO_ANSWER if query.get("answer") == NO_ANSWER else "",
        )

    @property
    def is_active(self) -> bool:
        return bool(self.languages or self.community or self.answer)

    def apply(self, topics: TopicQuerySet) -> TopicQuerySet:
        if self.languages:
            topics = topics.filter(language__in=self.reader_languages)
        if self.community:
            topics = topics.filter(**{COMMUNITY_COLUMNS[Community(self.community)]: True})
        return topics.filter(UNANSWERED) if self.answer else topics

    def url(self, **changes: str) -> str:
        """The parameters in the one order that the page cache knows."""
        query = {
            "languages": self.languages,
            "community": self.community,
            "answer": self.answer,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in query.items() if value})

    def language_link(self) -> tuple[str, str, bool]:
        """(address, label, whether chosen)."""
        chosen = bool(self.languages)
        return self.url(languages="" if chosen else MINE), _("In my languages"), chosen

    def answer_link(self) -> tuple[str, str, bool]:
        """(address, label, whether chosen)."""
        chosen = bool(self.answer)
        label = _("Questions without an answer")
        return self.url(answer="" if chosen else NO_ANSWER), label, chosen

    def community_links(self) -> Iterator[tuple[str, Any, bool]]:
        """(address, label, whether chosen) of each link."""
        for value, label in Community.choices:
            chosen = value == self.community
            yield self.url(community="" if chosen else value), label, chosen


def languages_of(reader: Any) -> tuple[str, ...]:
    """The languages of topics that `reader` reads; for a visitor the language of the page."""
    known = dict(settings.CONTENT_LANGUAGES)
    codes = reader.languages if reader.is_authenticated else []
    chosen = [code for code in codes if code in known]
    return tuple(chosen) or (content_language(),)
