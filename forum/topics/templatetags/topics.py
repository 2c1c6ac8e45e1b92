"""Rows of lists as cached fragments.

{% post_excerpt_rows posts %} and {% topic_rows topics %} write them.
"""

import re
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from collective_brain.caching.fragments import render_each
from forum.blocking.collapsing import blocked_by, collapse
from forum.topics.fragments import EXCERPT
from forum.topics.models import Post
from forum.topics.table_of_contents import TextWithContents, add_contents
from forum.topics.topic_list import ListedTopic, render_topic_rows

register = template.Library()
# Escaped words: they contain no tag.
_NEWEST_WORDS = re.compile(r'<p class="topic-row__words"[^>]*>[^<]*</p>')


@register.simple_tag(takes_context=True)
def post_excerpt_rows(
    context: Any, posts: Sequence[Post], *, theme: bool = False, alone: bool = False
) -> SafeString:
    """theme: whether to name the theme. alone: whether all posts have the same author."""
    posts = list(posts)
    rows = render_each(EXCERPT, posts, theme=theme, alone=alone)
    if blocked := blocked_by(context.get("user")):
        rows = [
            collapse(row) if post.author_id in blocked else row
            for post, row in zip(posts, rows, strict=True)
        ]
    return _join_safe_html(rows)


@register.inclusion_tag("topics/_rows.html", takes_context=True)
def topic_rows(
    context: Any, topics: Sequence[ListedTopic], *, theme: bool = False
) -> dict[str, Any]:
    """topics: with what {% add_unread_counts %} added. theme: whether to name the theme."""
    blocked, rows = blocked_by(context.get("user")), render_topic_rows(topics, theme=theme)
    if blocked:
        rows = [
            _NEWEST_WORDS.sub("", row, count=1) if topic.last_poster_id in blocked else row
            for topic, row in zip(topics, rows, strict=True)
        ]
    html = [mark_safe(row) for row in rows]  # noqa: S308
    return {
        "rows": list(zip(topics, html, strict=True)),
        "fragment_key": context["fragment_key"],
    }


@register.simple_tag
def text_with_contents(body: str, number: int) -> TextWithContents:
    """The HTML of a post and its headings: see table_of_contents.py. number: of the post."""
    return add_contents(body, f"post-{number}")


@register.filter
def with_quotation_marks(body: str) -> SafeString:
    """The HTML of a post. A quotation with checked words says so in the reader's language."""
    checked = '<blockquote class="checked"'
    if checked not in body:
        return mark_safe(body)  # noqa: S308 (from the markup package)
    word = escape(pgettext("mark of a quotation whose words stand in the quoted post", "Checked"))
    return mark_safe(body.replace(checked, f'{checked} data-checked="{word}"'))  # noqa: S308


def _join_safe_html(rows: list[str]) -> SafeString:
    return format_html_join("\n", "{}", ((mark_safe(row),) for row in rows))  # noqa: S308 (from templates)
