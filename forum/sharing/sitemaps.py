"""The parts of the sitemap: the pages that everybody may read (sitemaps.org)."""

from datetime import datetime
from typing import Any

from django.contrib import sitemaps
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from collective_brain.caching.cache_keys import short_hash
from forum.themes.models import Theme
from forum.topics.models import Topic, listed_topics_q

TOPICS_PER_SITEMAP = 2_000  # keys of topics, with those of hidden ones
PAGES = ("pages:home", "pages:about", "pages:rules", "pages:privacy", "pages:help", "themes:list")


class Sitemap(sitemaps.Sitemap):
    """A part of the sitemap, in one page."""

    host = ""

    def urls_at(self, root: str) -> list[dict[str, Any]]:
        """What the template of Django shows. root: the address of the site."""
        self.protocol, _separator, self.host = root.rstrip("/").partition("://")
        return self.get_urls()

    def get_domain(self, site: Any = None) -> str:
        return self.host


class PageSitemap(Sitemap):
    """Pages of the site, and the themes."""

    def items(self) -> list[str]:
        pages = [reverse(name) for name in PAGES]
        return pages + [
            theme.get_absolute_url() for theme in Theme.objects.visible_to(AnonymousUser())
        ]

    def location(self, item: Any) -> str:
        return str(item)


class TopicSitemap(Sitemap):
    """The visible topics of one block of keys, so that no part counts or skips rows."""

    limit = TOPICS_PER_SITEMAP

    def __init__(self, block: int) -> None:
        self.block = block

    def items(self) -> list[Topic]:
        topics = Topic.objects.public_in_block(self.block, TOPICS_PER_SITEMAP)
        return list(topics.only("slug", "last_post_at"))

    def lastmod(self, topic: Topic) -> datetime:
        return topic.last_post_at


def count_blocks() -> int:
    """The number of blocks up to the newest visible topic."""
    visible = Topic.objects.filter(listed_topics_q(AnonymousUser())).order_by("-pk")
    newest = visible.values_list("pk", flat=True).first()
    return newest // TOPICS_PER_SITEMAP + 1 if newest else 0


def block_version(block: int) -> str:
    """A value that changes with the visible topics of the block, "" if there are none."""
    topics = Topic.objects.public_in_block(block, TOPICS_PER_SITEMAP)
    marks = list(topics.values_list("pk", "last_mark"))
    return short_hash(repr(marks)) if marks else ""
