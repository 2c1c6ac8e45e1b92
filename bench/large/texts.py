"""Texts of the large site: paragraphs of the demonstration community in new company."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.large.site import Site
from forum import demo

TEXT_COUNT = 3_000  # different ones; a body is drawn from them


@dataclass(frozen=True)
class Text:
    source: str
    html: str
    language: str


def render_texts(site: Site, render: Callable[[str], str], part: str) -> dict[str, list[Text]]:
    """language -> texts."""
    paragraphs = _load_demo_paragraphs(part)
    found: dict[str, list[Text]] = {language: [] for language in paragraphs}
    for place in site.count_up(f"texts of {part}", TEXT_COUNT):
        language = list(paragraphs)[place % len(paragraphs)]
        some = site.rng.choices(
            paragraphs[language], k=site.rng.choice((1, 1, 2, 3)) if part == "topics" else 1
        )
        source = "\n\n".join(some)[:2_000]
        found[language].append(Text(source, render(source), language))
    return found


def _load_demo_paragraphs(part: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in json.loads(Path(demo.DATA).read_text())[part]:
        for item in line.get("posts") or line.get("messages"):
            parts = [
                text
                for text in item["source"].split("\n\n")
                if text.strip() and text[0] not in "|[>`"
            ]
            found.setdefault(item.get("language", line["language"]), []).extend(parts)
    return found
