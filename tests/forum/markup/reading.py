"""What a reader gets of some HTML: how the tests of markup look at it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
from markdown_it import MarkdownIt

DATA = Path(__file__).parents[2] / "data"


def elements(html: str) -> Iterator[Any]:
    """Every element that a browser makes of `html`, also the ones nobody wrote."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return (element for element in fragment.iter() if element is not fragment)


def words(html: str) -> str:
    """The text of `html`, white space made single; an image says what its alt says."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return " ".join("".join(_texts(fragment)).split())


def examples(name: str) -> list[dict[str, Any]]:
    """The examples of tests/data/markdown/<name>, numbered from 1, less those with raw HTML."""
    found = json.loads((DATA / "markdown" / name).read_text("utf-8"))
    numbered = [example | {"number": number} for number, example in enumerate(found, 1)]
    return [example for example in numbered if not _has_raw_html(example["markdown"])]


def pathological() -> Iterator[tuple[str, str]]:
    """(name, source) of each input that other parsers were slow at."""
    for path in sorted((DATA / "markdown" / "pathological").glob("*.gz")):
        yield (
            path.name.removesuffix(".md.gz"),
            gzip.decompress(path.read_bytes()).decode("utf-8", "replace"),
        )


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    if element.tag == "img":
        yield element.get("alt", "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _has_raw_html(source: str) -> bool:
    tokens = MarkdownIt("commonmark").parse(source)
    every = [*tokens, *(child for token in tokens for child in token.children or [])]
    return any(token.type.startswith("html_") for token in every)
