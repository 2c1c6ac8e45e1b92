"""Tags in the head of a page: its feed, and for visitors the preview of a link to it.

The programs that read previews never sign in, so the pages of members need not contain them.
"""

from collections.abc import Callable
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.choices import Community
from accounts.models import Member
from collective_brain.caching.page_cache import may_use_page_cache
from forum.sharing import link_previews
from forum.sharing.absolute_urls import absolute_url
from forum.sharing.link_previews import LinkPreview
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

register = template.Library()
ICON = "icons/icon-512.png"
_FEEDS = (
    '<link rel="alternate" type="application/atom+xml" href="{0}atom">'
    '<link rel="alternate" type="application/feed+json" href="{0}json">'
)


@register.simple_tag(takes_context=True)
def share_home(context: Any) -> SafeString:
    feed = "/feed."
    return _tags(context, feed, link_previews.preview_of_home)


@register.simple_tag(takes_context=True)
def share_theme(context: Any, theme: Theme) -> SafeString:
    feed = f"{theme.get_absolute_url()}feed."
    return _tags(context, feed, lambda request: link_previews.preview_of_theme(request, theme))


@register.simple_tag(takes_context=True)
def share_topic(context: Any, topic: Topic, page: int) -> SafeString:
    feed = f"/topics/{topic.pk}/feed."  # reverse() would take half of the tag's time
    return _tags(
        context, feed, lambda request: link_previews.preview_of_topic(request, topic, page)
    )


@register.simple_tag(takes_context=True)
def share_post(context: Any, post: Post) -> SafeString:
    return _tags(context, "", lambda request: link_previews.preview_of_post(request, post))


@register.simple_tag(takes_context=True)
def share_member(context: Any, member: Member) -> SafeString:
    feed = f"{context['request'].path}feed."  # beside the profile, forum/sharing/urls.py
    return _tags(context, feed, lambda request: link_previews.preview_of_member(request, member))


@register.simple_tag(takes_context=True)
def feeds_of_community(context: Any) -> SafeString:
    """The feeds of the community by which the list of members is filtered."""
    community = context["request"].GET.get("community")
    if community not in Community.values or context["display"].light_pages:
        return SafeString()
    return format_html(_FEEDS, f"/communities/{community}/feed.")


def _tags(context: Any, feed: str, preview_of: Callable[[HttpRequest], LinkPreview]) -> SafeString:
    """feed: the address of the feed without the name of its format, or ""."""
    request = context["request"]
    if context["display"].light_pages:
        return SafeString()
    feed_links = format_html(_FEEDS, feed) if feed else SafeString()
    if request.user.is_authenticated or not may_use_page_cache(request):
        return feed_links
    preview = {
        "preview": preview_of(request),
        "icon": absolute_url(request, static(ICON)),
    }
    return feed_links + SafeString(render_to_string("sharing/_link_preview.html", preview))
