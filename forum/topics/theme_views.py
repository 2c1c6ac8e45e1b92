"""The page of a theme with its topics, and the form that starts a topic there."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from collective_brain.caching.page_cache import cached_page, shared_version
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.numbers import MAX_KEY, number_or_404
from forum.contributions import screening_hook
from forum.contributions.screening_hook import TextHeld
from forum.themes.lookups import visible_theme
from forum.themes.models import Theme
from forum.topics import actions, rules
from forum.topics.filters import TopicFilters
from forum.topics.forms import StartTopicForm
from forum.topics.models import Post, TopicQuerySet
from forum.topics.topic_list import list_query, list_topics, list_version
from forum.topics.views import replies

TOPICS_PER_PAGE = 30  # topics on a theme page
LATEST_POSTS_PER_PAGE = 30  # posts on a page of latest posts


@require_safe
def show_theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme's topics: pinned ones first, then the one with the newest post.

    Pages go by key, as links.
    """
    theme = visible_theme(request, slug)
    filters = TopicFilters.from_query(request.GET, request.user)
    topics = filters.apply(theme.topics.visible_to(request.user).not_merged().in_list_order())
    topics = _topics_after_key(topics, request.GET.get("after"))[: TOPICS_PER_PAGE + 1]
    return cached_page(
        request,
        current_version=partial(list_version, *list_query(topics)),
        render=lambda: _theme_page(request, theme, filters, topics),
    )


def _theme_page(
    request: HttpRequest, theme: Theme, filters: TopicFilters, topics: TopicQuerySet
) -> HttpResponse:
    page_time = timezone.now()
    rows = list_topics(topics, {theme.pk: theme})
    has_next_page = len(rows) > TOPICS_PER_PAGE
    rows = rows[:TOPICS_PER_PAGE]
    context = {
        "theme": theme,
        "topics": rows,
        "next": filters.url(after=rows[-1].row_key) if has_next_page else "",
        "filters": filters,
        "page_time": page_time,
        "refusal": rules.refuse_start(request.user, theme),
        "facilitators": theme.open_facilitators(),
        "version": shared_version(),
    }
    return render(request, "topics/theme.html", context)


def _topics_after_key(topics: Any, key: str | None) -> Any:
    if not key:
        return topics
    try:
        return topics.after_row_key(key)
    except ValueError as error:
        raise Http404 from error


@require_safe
def latest_posts(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme's posts, newest first."""
    theme = visible_theme(request, slug)
    posts = Post.objects.newest_listed_to(request.user).filter(topic__theme=theme)
    if before := request.GET.get("before", ""):
        posts = posts.filter(pk__lt=number_or_404(before, maximum=MAX_KEY))
    rows = list(posts[: LATEST_POSTS_PER_PAGE + 1])
    more = (
        f"?before={rows[LATEST_POSTS_PER_PAGE - 1].pk}" if len(rows) > LATEST_POSTS_PER_PAGE else ""
    )
    return render(
        request,
        "topics/latest.html",
        {"theme": theme, "posts": rows[:LATEST_POSTS_PER_PAGE], "next": more},
    )


def start_topic(request: HttpRequest, slug: str) -> HttpResponse:
    theme = visible_theme(request, slug)
    if request.method != "POST":
        saved = saved_text.load(request, request.path)
        return _start_page(request, theme, StartTopicForm(initial=saved), waited=bool(saved))
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    form = StartTopicForm(request.POST)
    if form.is_valid():
        if wait := replies.seconds_to_wait(request, form.cleaned_data["nonce"]):
            return _start_page(
                request, theme, form_responses.add_rate_limit_error(form, wait), wait=wait
            )
        try:
            return form_responses.redirect_after_write(
                request,
                actions.start_topic(
                    theme,
                    form_responses.signed_in_member(request),
                    arrival=screening_hook.arrival_of(request.POST, request.user),
                    **form.cleaned_data,
                ),
            )
        except TextHeld as waiting:
            return form_responses.redirect_after_write(request, waiting.held)
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
    return _start_page(request, theme, form)


def _start_page(
    request: HttpRequest, theme: Theme, form: StartTopicForm, *, wait: int = 0, waited: bool = False
) -> HttpResponse:
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form, wait)
    status = (429 if wait else 422) if form.is_bound else 200
    context = {
        "theme": theme,
        "form": form,
        "waited": waited,
        "refusal": rules.refuse_start(request.user, theme),
    }
    return render(request, "topics/start.html", context, status=status)
