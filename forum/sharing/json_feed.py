"""Feeds as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from forum.sharing.feed_entries import FeedContents, FeedEntry

CONTENT_TYPE = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(contents: FeedContents) -> str:
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": contents.title,
        "home_page_url": contents.page_url,
        "feed_url": contents.url,
    }
    if contents.next_url:
        feed["next_url"] = contents.next_url
    feed["items"] = [_item(entry) for entry in contents.entries]
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":"))


def _item(entry: FeedEntry) -> dict[str, Any]:
    author = {"name": entry.author_name}
    if entry.author_url:
        author["url"] = entry.author_url
    item: dict[str, Any] = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [author],
        "tags": entry.tags,
        "language": entry.language,
    }
    if entry.beginning:
        return item | {"content_text": entry.beginning}
    return item | {"content_html": entry.html}
