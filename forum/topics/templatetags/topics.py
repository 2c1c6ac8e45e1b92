"""Rows of lists, each made once for what it shows: {% excerpts posts %}, {% topic_rows topics %}, {% theme_rows themes %}.

A row's key holds every value that its template shows, as it was just read; so what is found under it is never stale.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from collective_brain.caching.cache_keys import key
from collective_brain.caching.fragments import AUTHOR
from forum.themes.models import Theme
from forum.topics.models import SPOKEN, Post

register = template.Library()

KEPT_FOR = 3600  # seconds
OF_TOPIC = (
    "pk",
    "slug",
    "title",
    "language",
    "pinned",
    "closed_at",
    "hidden_at",
    "replies",
    "last_post_at",
)
OF_READER = ("unread", "is_new", "my_read")
OF_THEME = ("slug", "name", "colour", "topic_count", "last_post_at")


@register.simple_tag
def excerpts(posts: Iterable[Post], *, theme: bool = False, alone: bool = False) -> SafeString:
    """theme: whether to name it. alone: on a page of one author."""
    return _rows(
        "topics/_excerpt.html",
        [{"post": post, "theme": theme, "alone": alone} for post in posts],
        lambda row: (theme, alone, *_of_post(row["post"])),
    )


@register.simple_tag
def topic_rows(topics: Iterable[Any]) -> SafeString:
    """topics: with last_poster, and what {% unread %} gave them."""
    return _rows(
        "topics/_row.html",
        [{"topic": topic} for topic in topics],
        lambda row: _of_topic(row["topic"]),
    )


@register.simple_tag
def theme_rows(themes: Iterable[Theme]) -> SafeString:
    return _rows(
        "themes/_row.html",
        [{"theme": theme} for theme in themes],
        lambda row: _of(row["theme"], OF_THEME),
    )


def _of_post(post: Post) -> tuple[Any, ...]:
    """Its own words change with `changed`."""
    topic, theme = post.topic, post.topic.theme
    shown = (
        topic.pk,
        topic.title,
        topic.language,
        theme.name,
        theme.slug,
        post.number,
        post.created_at,
    )
    return (post.nonce, post.changed, *shown, *_of(post.author, AUTHOR))


def _of_topic(topic: Any) -> tuple[Any, ...]:
    names = (*OF_TOPIC, *SPOKEN.values(), *(OF_READER if topic.is_new else ()))
    return (*_of(topic, names), *_of(topic.last_poster, AUTHOR))


def _of(thing: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(thing, name, None) for name in names)


def _rows(template_name: str, contexts: list[dict[str, Any]], shown: Any) -> SafeString:
    """One row for each of `contexts`. shown: every value that is in it."""
    keys = [key(template_name, *shown(context)) for context in contexts]
    found = caches["parts"].get_many(keys)
    made = {
        one: render_to_string(template_name, context)
        for one, context in zip(keys, contexts, strict=True)
        if one not in found
    }
    if made:
        caches["parts"].set_many(made, KEPT_FOR)
    return format_html_join("\n", "{}", ((found.get(one) or made[one],) for one in keys))
