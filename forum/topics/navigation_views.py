"""What helps to read a long topic: going to a number or a date, and its main posts on one page."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from collective_brain.caching.fragments import render_each
from forum.topics.forms import GoForm
from forum.topics.fragments import POST
from forum.topics.lookups import visible_topic
from forum.topics.models import Post, Topic

MOST_ANSWERED = 10  # posts of a summary that were replied to most
MOST_FACILITATORS = 5  # whose posts a summary looks for
LAST_WORDS = 9  # posts of facilitators in a summary, the newest


@require_safe
def go(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """?number=57 or ?date=2026-11-03 (a day in UTC) leads to that post, or the nearest there is."""
    topic = visible_topic(request, topic_id)
    form = GoForm(request.GET)
    if not form.is_valid():
        return render(request, "topics/go.html", {"topic": topic, "form": form}, status=422)
    number, day = form.cleaned_data["number"], form.cleaned_data["date"]
    return redirect(
        topic.url_in_topic(number or topic.first_since(datetime.combine(day, time.min, UTC)))
    )


@require_safe
def summary(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """The first post, those replied to most, the facilitators' last; between them, how many are left out."""
    topic = visible_topic(request, topic_id)
    if slug != topic.slug:
        return redirect("topics:summary", topic.pk, topic.slug)
    if "reply_to" in request.GET:  # the links of a post are relative to its topic's page
        return redirect(f"{topic.get_absolute_url()}?{request.GET.urlencode()}")
    posts = list(topic.posts.filter(number__in=_main_numbers(topic)).for_display())
    for post in posts:
        post.topic = topic
    htmls = render_each(POST, posts)
    context = {"topic": topic, "parts": list(_with_gaps(topic, posts, htmls)), "count": len(posts)}
    return render(request, "topics/summary.html", context)


def _main_numbers(topic: Topic) -> set[int]:
    facilitators = topic.theme.facilitators.order_by("pk").values_list("pk", flat=True)[
        :MOST_FACILITATORS
    ]
    theirs = [
        number for pk in facilitators for number in Post.objects.newest_of(topic, pk, LAST_WORDS)
    ]
    return {1, *Post.objects.most_answered(topic, MOST_ANSWERED), *sorted(theirs)[-LAST_WORDS:]}


def _with_gaps(topic: Topic, posts: list[Post], htmls: list[str]) -> Iterator[dict[str, Any]]:
    """{html} of each post, and {left_out, url} of what lies before it and after the last."""
    read = 0
    for post, html in zip(posts, htmls, strict=True):
        yield from _gap(topic, read, post.number)
        yield {"html": html}
        read = post.number
    yield from _gap(topic, read, topic.last_number + 1)


def _gap(topic: Topic, read: int, number: int) -> Iterator[dict[str, Any]]:
    if left_out := number - read - 1:
        yield {"left_out": left_out, "url": topic.post_url(read + 1)}
