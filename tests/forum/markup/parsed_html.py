"""Read HTML as a browser does."""

from collections.abc import Iterator
from typing import Any

import html5lib


def elements(html: str) -> Iterator[Any]:
    """Yield every element that a browser makes of `html`, also those without a tag in it."""
    fragment = _parse(html)
    return (element for element in fragment.iter() if element is not fragment)


def visible_words(html: str) -> str:
    """Return the text of `html` with single spaces. The text of an image is its alt."""
    return " ".join("".join(_texts(_parse(html))).split())


def _parse(html: str) -> Any:
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    if element.tag == "img":
        yield element.get("alt", "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
