"""Feeds as Atom (RFC 4287), in pages (RFC 5005)."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from forum.sharing.feed_entries import FeedContents, FeedEntry, plain_text

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


class AtomFeed(Atom1Feed):
    """Atom1Feed with the pages of the feed, and the whole text and language of each entry."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation in ("first", "next"):
            if url := self.feed[relation]:
                handler.addQuickElement("link", attrs={"rel": relation, "href": url})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["content"]:
            attributes = {"type": "html", "xml:lang": item["language"]}
            handler.addQuickElement("content", item["content"], attributes)


def atom_feed(contents: FeedContents) -> str:
    feed = AtomFeed(
        title=plain_text(contents.title),
        link=contents.page_url,
        description="",
        feed_url=contents.shown_url,
        feed_guid=contents.url,
        first=contents.url,
        next=contents.next_url,
    )
    for entry in contents.entries:
        _add_entry(feed, entry)
    return str(feed.writeString("utf-8"))


def _add_entry(feed: AtomFeed, entry: FeedEntry) -> None:
    feed.add_item(
        title=entry.title,
        link=entry.url,
        unique_id=entry.url,
        description=escape(entry.beginning) if entry.beginning else None,  # type: ignore[arg-type]
        content=entry.html,
        language=entry.language,
        author_name=entry.author_name,
        author_link=entry.author_url or None,
        categories=entry.tags,
        pubdate=entry.published,
        updateddate=entry.updated,
    )
