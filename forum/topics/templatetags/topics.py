"""Rows of lists as cached fragments.

{% post_excerpt_rows posts %}, {% topic_rows topics %} and {% theme_rows themes %} write them.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from collective_brain.caching.fragments import render_each
from forum.themes.fragments import THEME_ROW
from forum.themes.models import Theme
from forum.topics.fragments import EXCERPT, TOPIC_ROW
from forum.topics.models import Post

register = template.Library()


@register.simple_tag
def post_excerpt_rows(
    posts: Sequence[Post], *, theme: bool = False, alone: bool = False
) -> SafeString:
    """theme: whether to name the theme. alone: whether all posts have the same author."""
    return _joined(render_each(EXCERPT, posts, theme=theme, alone=alone))


@register.simple_tag
def topic_rows(topics: Sequence[Any]) -> SafeString:
    """topics: with last_poster, and with what {% add_unread_counts %} added."""
    return _joined(render_each(TOPIC_ROW, topics))


@register.simple_tag
def theme_rows(themes: Sequence[Theme]) -> SafeString:
    return _joined(render_each(THEME_ROW, themes))


def _joined(rows: list[str]) -> SafeString:
    return format_html_join("\n", "{}", ((mark_safe(row),) for row in rows))  # noqa: S308 (from templates)
