"""The first post of a topic as schema.org DiscussionForumPosting, for search engines."""

import json

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
    author = {"@type": "Person", "name": first_post.author.get_full_name()}
    if profile_url := first_post.author.get_absolute_url():
        author["url"] = absolute_url(request, profile_url)
    posting = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": topic.title,
        "text": text,
        "url": absolute_url(request, topic.get_absolute_url()),
        "inLanguage": topic.language,
        "datePublished": topic.created_at.isoformat(timespec="seconds"),
        "author": author,
        "commentCount": topic.reply_count,
    }
    compact = json.dumps(posting, ensure_ascii=False, separators=(",", ":"))
    escaped = mark_safe(compact.translate(_ESCAPES))  # noqa: S308 (_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', escaped)
