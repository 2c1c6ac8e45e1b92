"""The filters of a theme page: by language and by community, as links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from accounts.models import Community
from forum.topics.models import COMMUNITY_COLUMNS, TopicQuerySet


@dataclass(frozen=True)
class ThemeFilters:
    """language: a code or ""; community: a value of Community or ""."""

    language: str = ""
    community: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "ThemeFilters":
        """The filters in the query string. Unknown values are ignored."""
        language, community = query.get("language", ""), query.get("community", "")
        return cls(
            language if language in dict(settings.LANGUAGES) else "",
            community if community in Community.values else "",
        )

    def apply(self, topics: TopicQuerySet) -> TopicQuerySet:
        if self.language:
            topics = topics.filter(language=self.language)
        if self.community:
            topics = topics.filter(**{COMMUNITY_COLUMNS[Community(self.community)]: True})
        return topics

    def url(self, **changes: str) -> str:
        query = {"language": self.language, "community": self.community, **changes}
        return "?" + urlencode({name: value for name, value in query.items() if value})

    def languages(self) -> Iterator[tuple[str, Any, bool]]:
        """(address, label, whether chosen) of each language link."""
        for code, label in settings.LANGUAGES:
            chosen = code == self.language
            yield self.url(language="" if chosen else code), label, chosen

    def communities(self) -> Iterator[tuple[str, Any, bool]]:
        for value, label in Community.choices:
            chosen = value == self.community
            yield self.url(community="" if chosen else value), label, chosen
