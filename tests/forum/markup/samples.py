"""Load the sample texts of tests/data."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

DATA = Path(__file__).parents[2] / "data"


def specification_examples(name: str) -> list[dict[str, Any]]:
    """Return the examples of tests/data/markdown/<name>, without those that contain raw HTML.

    Each has the `number` that it has in the specification, from 1.
    """
    examples = json.loads((DATA / "markdown" / name).read_text("utf-8"))
    numbered = [example | {"number": number} for number, example in enumerate(examples, 1)]
    return [example for example in numbered if not _has_raw_html(example["markdown"])]


def pathological_sources() -> Iterator[tuple[str, str]]:
    """Yield (name, source) of each text that was slow in another parser."""
    for path in sorted((DATA / "markdown" / "pathological").glob("*.gz")):
        source = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        yield path.name.removesuffix(".md.gz"), source


def _has_raw_html(source: str) -> bool:
    blocks = MarkdownIt("commonmark").parse(source)
    inline = [child for block in blocks for child in block.children or []]
    return any(token.type.startswith("html_") for token in [*blocks, *inline])
