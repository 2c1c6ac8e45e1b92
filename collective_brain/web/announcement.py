"""The announcement of the administrators, as pages read it: from the cache, without a query.

forum/announcements stores it and puts it into the cache, again every few seconds. A visitor's page
is cached whole, so whether it shows the announcement is a part of its key (page_cache.py).
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

COOKIE = "announcement"  # the key of the one that the reader dismissed on this device
_CACHE_KEY = "announcement:current"


class ShownAnnouncement(NamedTuple):
    """texts: by the code of a language; English is always there."""

    key: int
    level: str
    texts: dict[str, str]
    ends_at: datetime

    @property
    def text_language(self) -> str:
        """The language of the reader, or English."""
        code = translation.get_language() or "en"
        return next((each for each in (code, code[:2]) if each in self.texts), "en")

    @property
    def text(self) -> str:
        return self.texts[self.text_language]


def store(announcement: ShownAnnouncement | None) -> None:
    if announcement:
        cache.set(_CACHE_KEY, tuple(announcement), None)
    else:
        cache.delete(_CACHE_KEY)


def announcement_for(request: HttpRequest) -> ShownAnnouncement | None:
    """None also if the reader dismissed it, or it is over."""
    stored = cache.get(_CACHE_KEY)
    if stored is None:
        return None
    announcement = ShownAnnouncement(*stored)
    is_dismissed = request.COOKIES.get(COOKIE) == str(announcement.key)
    return None if is_dismissed or announcement.ends_at <= timezone.now() else announcement


def announcement_context_processor(request: HttpRequest) -> dict[str, Any]:
    """Set {{ announcement }} in the context of every template; base.html asks for it."""
    return {"announcement": SimpleLazyObject(lambda: announcement_for(request))}
