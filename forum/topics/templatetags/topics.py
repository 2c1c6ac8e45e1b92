"""Rows of lists as cached fragments.

{% post_excerpt_rows posts %}, {% topic_rows topics %} and {% theme_rows themes %} write them.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

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
    return _join_safe_html(render_each(EXCERPT, posts, theme=theme, alone=alone))


@register.simple_tag
def topic_rows(topics: Sequence[Any]) -> SafeString:
    """topics: with last_poster, and with what {% add_unread_counts %} added."""
    return _join_safe_html(render_each(TOPIC_ROW, topics))


@register.simple_tag
def theme_rows(themes: Sequence[Theme]) -> SafeString:
    return _join_safe_html(render_each(THEME_ROW, themes))


@register.filter
def with_quotation_marks(body: str) -> SafeString:
    """The HTML of a post. A quotation whose words were checked says so in the reader's language."""
    checked = '<blockquote class="checked"'
    if checked not in body:
        return mark_safe(body)  # noqa: S308 (from the markup package)
    word = escape(pgettext("mark of a quotation whose words stand in the quoted post", "Checked"))
    return mark_safe(body.replace(checked, f'{checked} data-checked="{word}"'))  # noqa: S308


def _join_safe_html(rows: list[str]) -> SafeString:
    return format_html_join("\n", "{}", ((mark_safe(row),) for row in rows))  # noqa: S308 (from templates)
