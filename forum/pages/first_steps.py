"""The page that a new member sees first: introduce yourself, and topics in your languages."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.themes.models import Theme
from forum.topics.models import Post, Topic

INTRODUCTIONS = "introductions"  # the slug of the theme in which members introduce themselves
TOPICS_SHOWN = 3
POSTS_READ = 200


@never_cache
@login_required
@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    context = {
        "introductions": Theme.objects.open_to(request.user).filter(slug=INTRODUCTIONS).first(),
        "topics": live_topics(getattr(request.user, "languages", [])),
    }
    return render(request, "pages/first_steps.html", context)


def live_topics(languages: list[str]) -> list[Topic]:
    """The public topics with the newest posts, those in one of `languages` first."""
    newest = Post.objects.newest_public().values_list("topic", "topic__language")[:POSTS_READ]
    language_by_topic: dict[int, str] = dict(newest)
    # A stable sort: the newest ones stay first among those that are readable.
    keys = sorted(language_by_topic, key=lambda pk: language_by_topic[pk] not in languages)
    topics: dict[int, Any] = Topic.objects.select_related("theme").in_bulk(keys[:TOPICS_SHOWN])
    return [topics[key] for key in keys[:TOPICS_SHOWN]]
