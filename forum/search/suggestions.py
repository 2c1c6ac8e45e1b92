"""Suggest themes, members and topics while somebody types in the search box.

A suggestion has all the words typed in its name. The last word may be only the beginning of one.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from forum.search.models import Entry, Kind
from forum.search.query_parser import MAX_WORDS
from forum.search.tokenizer import is_cjk_character, words
from forum.themes.models import Theme
from forum.topics.models import Topic

MAX_SUGGESTIONS = 8
MAX_THEMES, MAX_MEMBERS = 2, 3
MAX_CANDIDATES = 60  # the newest entries that match


@dataclass(frozen=True)
class Suggestion:
    kind: str  # "theme", "member" or "topic"
    title: str
    url: str
    language: str = ""
    hint: str = ""


def suggest(typed: str, reader: Any) -> list[Suggestion]:
    """At most MAX_SUGGESTIONS suggestions, and none for a single letter."""
    typed_words = words(typed[:100])[:MAX_WORDS]
    if not typed_words or _is_single_letter(typed_words):
        return []
    kinds = [Kind.TOPIC, Kind.MEMBER]
    visible = Entry.objects.visible_to(reader)
    entries = list(visible.with_title_words(typed_words, kinds, limit=MAX_CANDIDATES))
    member_ids = [entry.key for entry in entries if entry.kind == Kind.MEMBER]
    topic_ids = [entry.key for entry in entries if entry.kind == Kind.TOPIC]
    suggestions = [
        *_suggest_themes(typed_words, reader)[:MAX_THEMES],
        *_suggest_members(member_ids, reader)[:MAX_MEMBERS],
        *_suggest_topics(topic_ids, typed_words, reader),
    ]
    return suggestions[:MAX_SUGGESTIONS]


def suggestion_count_sentence(count: int) -> str:
    """Announces the options of a list box to screen readers."""
    if not count:
        return _("No suggestions.")
    sentence = ngettext(
        "%(count)d suggestion; use the arrow keys to choose.",
        "%(count)d suggestions; use the arrow keys to choose.",
        count,
    )
    return sentence % {"count": count}


def _is_single_letter(typed_words: list[str]) -> bool:
    first = typed_words[0]
    return len(typed_words) == 1 and len(first) < 2 and not is_cjk_character(first)


def _suggest_themes(typed_words: list[str], reader: Any) -> list[Suggestion]:
    return [
        Suggestion("theme", theme.name, theme.get_absolute_url())
        for theme in Theme.objects.visible_to(reader)
        if _has_words(theme.name, typed_words)
    ]


def _has_words(name: str, typed_words: list[str]) -> bool:
    name_words = words(name)
    *complete, prefix = typed_words
    return set(complete) <= set(name_words) and any(word.startswith(prefix) for word in name_words)


def _suggest_members(pks: list[int], reader: Any) -> list[Suggestion]:
    if not pks:
        return []
    members = Member.objects.listed_to(reader).filter(pk__in=pks).order_by("name")
    return [
        Suggestion(
            "member", member.get_full_name(), member.get_absolute_url(), hint=f"@{member.handle}"
        )
        for member in members
    ]


def _suggest_topics(pks: list[int], typed_words: list[str], reader: Any) -> list[Suggestion]:
    """First the topics with a title that begins with the words typed, then the newest."""
    if not pks:
        return []
    topics = Topic.objects.visible_to(reader).select_related("theme").filter(pk__in=pks)
    ordered = sorted(
        topics, key=lambda topic: (not _begins_with(topic.title, typed_words), -topic.pk)
    )
    return [
        Suggestion("topic", topic.title, topic.get_absolute_url(), topic.language, topic.theme.name)
        for topic in ordered
    ]


def _begins_with(title: str, typed_words: list[str]) -> bool:
    return " ".join(words(title)).startswith(" ".join(typed_words))
