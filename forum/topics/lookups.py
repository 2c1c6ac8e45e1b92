"""Find the topic or post that an address names, or answer 404.

A reader finds only what they may see.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from forum.contributions import screening_hook
from forum.themes.lookups import keep_no_copy_if_private
from forum.topics.models import Post, Topic, visible_topics_q


def topic_for_page(request: HttpRequest, topic_id: int) -> Topic:
    """The topic with its theme, and with `facilitated`, which a topic page shows.

    For a member also with `own_reply_waits`: in the same query, so that the page needs no other.
    """
    readable = Topic.objects.in_readable_themes(request.user)
    topics = readable.with_facilitated(request.user).select_related("theme")
    if request.user.is_authenticated:
        topics = topics.annotate(own_reply_waits=screening_hook.own_reply_waits(request.user))
    topic = get_object_or_404(topics, pk=topic_id)
    if topic.hidden_at and not topic.facilitated:  # type: ignore[attr-defined]
        raise Http404
    keep_no_copy_if_private(request, topic.theme)
    return topic


def visible_topic(request: HttpRequest, topic_id: int) -> Topic:
    """The topic with its theme."""
    visible = Topic.objects.visible_to(request.user).select_related("theme")
    return get_object_or_404(visible, pk=topic_id)


def visible_post(request: HttpRequest, topic_id: int, number: int) -> Post:
    """The post with its author and topic. A moved post is found by its earlier number, too.

    Who may not see the topic where it is now gets the placeholder.
    """
    topic = visible_topic(request, topic_id)
    post = get_object_or_404(topic.posts.select_related("author"), number=number)
    post.topic = topic
    return (moved_post(request, post) if post.is_placeholder else None) or post


def moved_post(request: HttpRequest, placeholder: Post) -> Post | None:
    """The post that left this placeholder, if the reader may see it."""
    visible = Post.objects.filter(visible_topics_q(request.user, "topic__"))
    posts = visible.select_related("author", "topic__theme")
    return posts.filter(placeholders=placeholder.pk).first()


def redirect_author_of_hidden_topic(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Redirect the author of a hidden topic to their page of it, where others get 404."""

    @wraps(view)
    def view_or_redirect(
        request: HttpRequest, topic_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return view(request, topic_id, *args, **kwargs)
        except Http404:
            if Topic.objects.hidden_of(request.user).filter(pk=topic_id).exists():
                return redirect("topics:hidden", topic_id)
            raise

    return view_or_redirect
