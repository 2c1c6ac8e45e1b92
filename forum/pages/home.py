"""The home page: the newest topics, one row for each; first what is new for a member.

Visitors get one cached page for each language and filter. It contains nothing of its reader.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Member
from collective_brain.caching.page_cache import cached_page, shared_version
from forum.following.muted import without_muted
from forum.following.unread_keys import UnreadTopicKey, load_unread_topic_keys
from forum.pages import signs_of_life
from forum.themes.models import Theme
from forum.topics.filters import TopicFilters
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.topic_list import ListedTopic, list_query, list_topics, list_version

NEWEST_SHOWN = 20  # topics
NEW_SHOWN = 7  # topics under "New for you"
MAX_NEW_COUNTED = 100  # topics
FACILITATORS_SHOWN = 6
MAX_FILTERED = 300  # a filter looks at the newest topics only, so that its cost has a limit


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    filters = TopicFilters.from_query(request.GET, request.user)
    if request.user.is_authenticated:
        return _member_home(request, filters)
    topics = _newest_topics(filters)[:NEWEST_SHOWN]
    return cached_page(
        request,
        current_version=partial(_visitor_version, *list_query(topics)),
        render=lambda: _visitor_home(request, filters, topics),
    )


def _visitor_home(
    request: HttpRequest, filters: TopicFilters, topics: TopicQuerySet
) -> HttpResponse:
    themes = {theme.pk: theme for theme in Theme.objects.visible_to(request.user)}
    context = {
        "filters": filters,
        "themes": _open(themes),
        "topics": list_topics(topics, themes),
        "signs": signs_of_life.read(),
    }
    return _render(request, context)


def _visitor_version(sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    return list_version(sql, parameters), signs_of_life.read()


def _member_home(request: HttpRequest, filters: TopicFilters) -> HttpResponse:
    page_time = timezone.now()  # before the queries: what comes later stays unread
    themes = {theme.pk: theme for theme in Theme.objects.visible_to(request.user)}
    unread = load_unread_topic_keys(request.user, limit=MAX_NEW_COUNTED)
    new_topics = _new_topics(unread, themes)
    topics = _newest_besides(request.user, filters, themes, new_topics)
    context = {
        "filters": filters,
        "themes": _with_unread_counts(_open(themes), unread),
        "new_topics": new_topics,
        "new_count": len(unread),
        "has_more_new": len(unread) == MAX_NEW_COUNTED,
        "topics": topics,
        "all_topics": [*new_topics, *topics],
        "page_time": page_time,
    }
    return _render(request, context)


def _render(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Add what members and visitors see. The version is the key of cached names and roles."""
    context |= {
        "active_rooms": signs_of_life.rooms_with_people(),
        "facilitators": Member.objects.facilitators()[:FACILITATORS_SHOWN],
        "version": shared_version(),
    }
    return render(request, "pages/home.html", context)


def _open(themes: dict[int, Theme]) -> list[Theme]:
    """Without the archived ones. Their topics are still among the newest."""
    return [theme for theme in themes.values() if not theme.archived_at]


def _new_topics(unread: Sequence[UnreadTopicKey], themes: dict[int, Theme]) -> list[ListedTopic]:
    """The rows of "New for you", newest post first."""
    keys = [key.topic_id for key in unread[:NEW_SHOWN]]
    topics = list_topics(Topic.objects.filter(pk__in=keys), themes) if keys else []
    return sorted(topics, key=lambda topic: keys.index(topic.pk))


def _newest_besides(
    member: Any, filters: TopicFilters, themes: dict[int, Theme], shown: Sequence[ListedTopic]
) -> list[ListedTopic]:
    """The newest topics, without muted ones and without those that the page shows already."""
    newest = Topic.objects.newest_listed_to(member).among_newest(MAX_FILTERED, member)
    topics = without_muted(filters.apply(newest), member)
    shown_keys = {topic.pk for topic in shown}
    rows = list_topics(topics[: NEWEST_SHOWN + len(shown)], themes)
    return [topic for topic in rows if topic.pk not in shown_keys][:NEWEST_SHOWN]


def _newest_topics(filters: TopicFilters) -> TopicQuerySet:
    """For visitors."""
    topics = Topic.objects.newest_public()
    if not filters.is_active:
        return topics
    return filters.apply(topics.among_newest(MAX_FILTERED, AnonymousUser()))


def _with_unread_counts(themes: Any, unread: Sequence[UnreadTopicKey]) -> list[Theme]:
    counts = Counter(key.theme_id for key in unread)
    for theme in themes:
        theme.unread_count = counts[theme.pk]
    return list(themes)
