"""Tags in the head of a page: its feed, and for visitors the preview of a link to it.

The programs that read previews never sign in, so the pages of members need not contain them.
"""

from collections.abc import Callable
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Member
from collective_brain.caching.page_cache import may_use_page_cache
from forum.sharing import link_previews
from forum.sharing.absolute_urls import absolute_url
from forum.sharing.link_previews import LinkPreview
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

register = template.Library()
ICON = "icons/icon-512.png"
_FEED = '<link rel="alternate" type="application/atom+xml" href="{}">'


@register.simple_tag(takes_context=True)
def share_home(context: Any) -> SafeString:
    feed = reverse("sharing:site_feed")
    return _tags(context, feed, link_previews.preview_of_home)


@register.simple_tag(takes_context=True)
def share_theme(context: Any, theme: Theme) -> SafeString:
    feed = reverse("sharing:theme_feed", args=[theme.slug])
    return _tags(context, feed, lambda request: link_previews.preview_of_theme(request, theme))


@register.simple_tag(takes_context=True)
def share_topic(context: Any, topic: Topic, page: int) -> SafeString:
    feed = f"/topics/{topic.pk}/feed.atom"  # reverse() would take half of the tag's time
    return _tags(
        context, feed, lambda request: link_previews.preview_of_topic(request, topic, page)
    )


@register.simple_tag(takes_context=True)
def share_post(context: Any, post: Post) -> SafeString:
    return _tags(context, "", lambda request: link_previews.preview_of_post(request, post))


@register.simple_tag(takes_context=True)
def share_member(context: Any, member: Member) -> SafeString:
    feed = f"{context['request'].path}feed.atom"  # beside the profile, forum/sharing/urls.py
    return _tags(context, feed, lambda request: link_previews.preview_of_member(request, member))


def _tags(context: Any, feed: str, preview_of: Callable[[HttpRequest], LinkPreview]) -> SafeString:
    request = context["request"]
    if context["display"].light_pages:
        return SafeString()
    feed_link = format_html(_FEED, feed) if feed else SafeString()
    if request.user.is_authenticated or not may_use_page_cache(request):
        return feed_link
    preview = {
        "preview": preview_of(request),
        "icon": absolute_url(request, static(ICON)),
    }
    return feed_link + SafeString(render_to_string("sharing/_link_preview.html", preview))
