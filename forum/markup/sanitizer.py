"""Bleach with an explicit allow-list: the last thing that touches the HTML."""

import re
from collections.abc import Callable

from bleach.sanitizer import Cleaner

from forum.markup import autolinks

ALLOWED_PROTOCOLS = frozenset({"http", "https", "mailto"})
_BLOCKS = {
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "hr",
    "section",
    "div",
}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_INLINE = {"a", "em", "strong", "s", "code", "br", "img", "sup"}
ALLOWED_TAGS = frozenset(_BLOCKS | _TABLES | _INLINE)


def _only(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: bool(compiled.fullmatch(value))


_ALIGNED = {"class": _only("align-(left|center|right)")}
_FOOTNOTE_ID = r"fn(ref)?(-[\w-]{1,64}-)?\d{1,5}(:\d{1,5})?"

# Element: attribute: whether its value is one that the pipeline makes.
ALLOWED_ATTRIBUTES: dict[str, dict[str, Callable[[str], bool]]] = {
    "a": {
        "href": autolinks.is_allowed,
        "rel": _only(autolinks.REL),
        "class": _only("mention|footnote-backref"),
        "id": _only(_FOOTNOTE_ID),
    },
    "img": {"src": autolinks.is_own_image, "alt": lambda value: True, "loading": _only("lazy")},
    "ol": {"start": _only(r"\d{1,9}")},
    "code": {"class": _only(r"language-[a-z0-9+#-]{1,30}")},
    "th": _ALIGNED,
    "td": _ALIGNED,
    "sup": {"class": _only("footnote-ref")},
    "section": {"class": _only("footnotes")},
    "li": {"id": _only(_FOOTNOTE_ID), "class": _only("footnote-item")},
    "div": {"class": _only("table-scroll"), "tabindex": _only("0")},
}


def is_allowed_attribute(tag: str, name: str, value: str) -> bool:
    """Whether an element `tag` may have the attribute `name` with this `value`."""
    check = ALLOWED_ATTRIBUTES.get(tag, {}).get(name)
    return bool(check and check(value))


def sanitize(html: str) -> str:
    """`html` with nothing in it but the allow-list; the rest is escaped: nothing is lost."""
    # A cleaner keeps its parser's state, so threads cannot share one; making it costs 0.2 ms.
    return Cleaner(
        tags=ALLOWED_TAGS, attributes=is_allowed_attribute, protocols=ALLOWED_PROTOCOLS
    ).clean(html)
