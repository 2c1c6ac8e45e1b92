"""Find the watched words of a text, in a time that grows with its length only.

Words are compared folded, as search does, and as whole words.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from collective_brain.i18n.folding import fold
from forum.screening.models import Effect, WatchedWord
from forum.screening.rules import MOST_WORDS_IN_PHRASE

_WORD = re.compile(r"[^\W_]+")


def folded_phrase(words: str) -> str:
    return " ".join(_WORD.findall(fold(words)))


def watched_sentence(word: str) -> str:
    return _("Your text contains “%(word)s”. This site does not accept that. Change the text.") % {
        "word": word
    }


def refuse_words_in(text: str, language: str) -> str:
    """Why a text that waits may not be changed to this one."""
    word = find_watched(text, language, _current_version())
    return watched_sentence(word.words) if word and word.effect == Effect.REFUSE else ""


def find_watched(text: str, language: str, version: tuple[int, Any]) -> WatchedWord | None:
    """The first watched word of `text`; one that is refused comes before those that are held.

    version: of the table, so that each process reads it once.
    """
    return _strongest(_watched_in(text, language, version))


def find_added(before: str, after: str, language: str) -> WatchedWord | None:
    """The same for the watched words of `after` that are not in `before`."""
    version = _current_version()
    stored = {word.pk for word in _watched_in(before, language, version)}
    added = (word for word in _watched_in(after, language, version) if word.pk not in stored)
    return _strongest(added)


def _strongest(words: Iterable[WatchedWord]) -> WatchedWord | None:
    found = None
    for word in words:
        if word.effect == Effect.REFUSE:
            return word
        found = found or word
    return found


def _watched_in(text: str, language: str, version: tuple[int, Any]) -> Iterator[WatchedWord]:
    watched = _watched_by_phrase(version)
    words = _WORD.findall(fold(text)) if watched else []
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS_IN_PHRASE, len(words)) + 1):
            for word in watched.get(" ".join(words[start:end]), ()):
                if word.language in ("", language):
                    yield word


def _current_version() -> tuple[int, Any]:
    keys = WatchedWord.objects.aggregate(count=Count("pk"), newest=Max("created_at"))
    return keys["count"], keys["newest"]


@lru_cache(maxsize=2)
def _watched_by_phrase(_version: tuple[int, Any]) -> dict[str, list[WatchedWord]]:
    by_phrase: dict[str, list[WatchedWord]] = {}
    for word in WatchedWord.objects.all():
        by_phrase.setdefault(word.folded, []).append(word)
    return by_phrase
