"""Pages that help to read a long topic: go to a number or a date, and a summary."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from collective_brain.caching.fragments import render_each
from collective_brain.web.time_zones import reader_time_zone, start_of_day
from forum.topics.forms import GoToPostForm
from forum.topics.fragments import POST
from forum.topics.lookups import visible_topic
from forum.topics.models import Post, Topic

MAX_ANSWERED_POSTS = 10  # posts with the most replies in a summary
MAX_FACILITATORS = 5  # in a summary
MAX_FACILITATOR_POSTS = 9  # newest posts of facilitators in a summary


@require_safe
def go_to_post(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """Redirect ?number=57 or ?date=2026-11-03 (a day of the reader) to the nearest post."""
    topic = visible_topic(request, topic_id)
    form = GoToPostForm(request.GET or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "topics/go.html", {"topic": topic, "form": form}, status=status)
    number, day = form.cleaned_data["number"], form.cleaned_data["date"]
    if not number:
        number = topic.first_post_number_since(start_of_day(day, reader_time_zone(request)))
    return redirect(topic.post_url_on_page(number))


@require_safe
def show_summary(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """The first post, the posts with the most replies, and the newest posts of facilitators.

    The page says how many posts are left out between them.
    """
    topic = visible_topic(request, topic_id)
    if slug != topic.slug:
        return redirect("topics:summary", topic.pk, topic.slug)
    if "reply_to" in request.GET:  # the links of a post are relative to the page of its topic
        return redirect(f"{topic.get_absolute_url()}?{request.GET.urlencode()}")
    posts = list(topic.posts.filter(number__in=_summary_numbers(topic)).for_display())
    for post in posts:
        post.topic = topic
    htmls = render_each(POST, posts)
    context = {"topic": topic, "parts": list(_with_gaps(topic, posts, htmls)), "count": len(posts)}
    return render(request, "topics/summary.html", context)


def _summary_numbers(topic: Topic) -> set[int]:
    """The numbers of the posts in the summary."""
    facilitators = topic.theme.facilitators.order_by("pk").values_list("pk", flat=True)
    facilitator_posts: list[int] = []
    for key in facilitators[:MAX_FACILITATORS]:
        facilitator_posts += Post.objects.newest_post_numbers_by_author(
            topic, key, MAX_FACILITATOR_POSTS
        )
    newest = sorted(facilitator_posts)[-MAX_FACILITATOR_POSTS:]
    return {1, *Post.objects.most_answered_numbers(topic, MAX_ANSWERED_POSTS), *newest}


def _with_gaps(topic: Topic, posts: list[Post], htmls: list[str]) -> Iterator[dict[str, Any]]:
    """{html} of each post, and {left_out, url} for each gap before, between and after them."""
    previous = 0
    for post, html in zip(posts, htmls, strict=True):
        yield from _gap(topic, previous, post.number)
        yield {"html": html}
        previous = post.number
    yield from _gap(topic, previous, topic.last_number + 1)


def _gap(topic: Topic, previous: int, number: int) -> Iterator[dict[str, Any]]:
    if left_out := number - previous - 1:
        yield {"left_out": left_out, "url": topic.post_url(previous + 1)}
