"""The first post of a topic as schema.org DiscussionForumPosting, for search engines.

A question with an accepted answer is a QAPage.
"""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from forum.sharing.absolute_urls import absolute_url
from forum.topics.models import Post, Topic

# Without these characters no text ends the script element or begins a comment in it.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def discussion_script(
    request: HttpRequest, topic: Topic, first_post: Post, text: str
) -> SafeString:
    """A data block, which the content security policy need not allow: browsers never run it.

    text: the beginning of the first post. The page contains the posts, so they are not repeated.
    """
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            "headline": topic.title,
            "url": absolute_url(request, topic.get_absolute_url()),
            "inLanguage": topic.language,
            "commentCount": topic.reply_count,
            **_text_and_author(request, first_post, text),
        }
    )


def question_script(
    request: HttpRequest, topic: Topic, first_post: Post, text: str, answer: Post
) -> SafeString:
    """As discussion_script. answer: the accepted one."""
    question = {
        "@type": "Question",
        "name": topic.title,
        "answerCount": topic.reply_count,
        "acceptedAnswer": {
            "@type": "Answer",
            "url": absolute_url(request, answer.get_absolute_url()),
            **_text_and_author(request, answer, answer.own_text),
        },
        **_text_and_author(request, first_post, text),
    }
    page = {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "url": absolute_url(request, topic.get_absolute_url()),
        "inLanguage": topic.language,
        "mainEntity": question,
    }
    return _script(page)


def _text_and_author(request: HttpRequest, post: Post, text: str) -> dict[str, Any]:
    author = {"@type": "Person", "name": post.author.get_full_name()}
    if profile_url := post.author.get_absolute_url():
        author["url"] = absolute_url(request, profile_url)
    published = post.created_at.isoformat(timespec="seconds")
    return {"text": text, "datePublished": published, "author": author}


def _script(posting: dict[str, Any]) -> SafeString:
    compact = json.dumps(posting, ensure_ascii=False, separators=(",", ":"))
    escaped = mark_safe(compact.translate(_ESCAPES))  # noqa: S308 (_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', escaped)
