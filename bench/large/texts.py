"""Texts of the large site: random combinations of paragraphs of the demonstration community."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.large.site import Site
from forum import demo

MAX_TEXTS = 3_000  # different texts. Each post and message gets one of them.


@dataclass(frozen=True)
class Text:
    source: str
    html: str
    language: str


def render_texts(site: Site, render: Callable[[str], str], part: str) -> dict[str, list[Text]]:
    """Return the texts by language. part: "topics" or "rooms" of the demonstration data."""
    paragraphs = _load_demo_paragraphs(part)
    texts_by_language: dict[str, list[Text]] = {language: [] for language in paragraphs}
    contribution_count = site.size.posts if part == "topics" else site.size.messages
    for index in site.count_up(f"texts of {part}", min(contribution_count, MAX_TEXTS)):
        language = list(paragraphs)[index % len(paragraphs)]
        count = site.rng.choice((1, 1, 2, 3)) if part == "topics" else 1
        source = "\n\n".join(site.rng.choices(paragraphs[language], k=count))[:2_000]
        texts_by_language[language].append(Text(source, render(source), language))
    return texts_by_language


def _load_demo_paragraphs(part: str) -> dict[str, list[str]]:
    """Return the paragraphs by language, without tables, links, quotations and code."""
    paragraphs_by_language: dict[str, list[str]] = {}
    for conversation in json.loads(Path(demo.DATA).read_text())[part]:
        for contribution in conversation.get("posts") or conversation.get("messages"):
            paragraphs = [
                paragraph
                for paragraph in contribution["source"].split("\n\n")
                if paragraph.strip() and paragraph[0] not in "|[>`"
            ]
            language = contribution.get("language", conversation["language"])
            paragraphs_by_language.setdefault(language, []).extend(paragraphs)
    return paragraphs_by_language
