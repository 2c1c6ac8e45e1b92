"""Suggestions while one types: themes, members and topics whose names have these words, the last one only begun."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Member
from forum.search.models import Entry, Kind
from forum.search.query_parser import MAX_TERMS
from forum.search.tokenizer import is_cjk_character, words
from forum.themes.models import Theme
from forum.topics.models import Topic

MAX_SUGGESTIONS = 8
MAX_THEMES, MAX_MEMBERS = 2, 3
MAX_CANDIDATES = 60  # the newest that fit


@dataclass(frozen=True)
class Suggestion:
    kind: str  # "theme", "member" or "topic"
    title: str
    url: str
    language: str = ""
    hint: str = ""


def suggest(typed: str, reader: Any) -> list[Suggestion]:
    """At most MOST suggestions; none for a single letter."""
    begun = words(typed[:100])[:MAX_TERMS]
    if not begun or (len(begun) == 1 and len(begun[0]) < 2 and not is_cjk_character(begun[0])):
        return []
    entries = list(Entry.objects.beginning(begun, [Kind.TOPIC, Kind.MEMBER], most=MAX_CANDIDATES))
    people = [entry.key for entry in entries if entry.kind == Kind.MEMBER]
    topics = [entry.key for entry in entries if entry.kind == Kind.TOPIC]
    found = [*_themes(begun)[:MAX_THEMES], *_members(people, reader)[:MAX_MEMBERS]]
    return [*found, *_topics(topics, begun, reader)][:MAX_SUGGESTIONS]


def _themes(begun: list[str]) -> list[Suggestion]:
    fitting = [theme for theme in Theme.objects.all() if _begins(words(theme.name), begun)]
    return [Suggestion("theme", theme.name, theme.get_absolute_url()) for theme in fitting]


def _begins(name: list[str], begun: list[str]) -> bool:
    return set(begun[:-1]) <= set(name) and any(word.startswith(begun[-1]) for word in name)


def _members(keys: list[int], reader: Any) -> list[Suggestion]:
    found = Member.objects.listed_to(reader).filter(pk__in=keys).order_by("name") if keys else ()
    return [
        Suggestion(
            "member", member.get_full_name(), member.get_absolute_url(), hint=f"@{member.handle}"
        )
        for member in found
    ]


def _topics(keys: list[int], begun: list[str], reader: Any) -> list[Suggestion]:
    """Those first whose title begins so, then the newest."""
    found = (
        Topic.objects.visible_to(reader).select_related("theme").filter(pk__in=keys) if keys else ()
    )
    order = sorted(found, key=lambda topic: (not _starts(topic.title, begun), -topic.pk))
    return [
        Suggestion("topic", topic.title, topic.get_absolute_url(), topic.language, topic.theme.name)
        for topic in order
    ]


def _starts(title: str, begun: list[str]) -> bool:
    return " ".join(words(title)).startswith(" ".join(begun))
