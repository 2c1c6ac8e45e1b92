"""The allow-list written a second time, from the specification and not from the code."""

import re
from urllib.parse import urlsplit

from tests.forum.markup.reading import elements

# Element: attribute: what its value must match.
TAGS = (
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "li",
    "pre",
    "code",
    "em",
    "strong",
    "s",
    "br",
    "hr",
)
TABLES = ("table", "thead", "tbody", "tr")
ALIGN = {"class": "align-(left|center|right)"}
NOTE_ID = r"fn(ref)?[\w-]*\d+(:\d+)?"
ALLOWED: dict[str, dict[str, str]] = {
    **{tag: {} for tag in TAGS},
    **{tag: {} for tag in TABLES},
    "a": {
        "href": ".*",
        "rel": "nofollow ugc noopener",
        "class": "mention|footnote-backref",
        "id": NOTE_ID,
    },
    "img": {"src": "/([^/].*)?", "alt": "(?s:.*)", "loading": "lazy"},
    "ol": {"start": r"\d+"},
    "code": {"class": r"language-[\w+#-]+"},
    "th": ALIGN,
    "td": ALIGN,
    "sup": {"class": "footnote-ref"},
    "section": {"class": "footnotes"},
    "li": {"id": NOTE_ID, "class": "footnote-item"},
    "div": {"class": "table-scroll", "tabindex": "0"},
}


def outside(html: str) -> list[str]:
    """Every element, attribute and address in `html` that is not on the list, as a browser reads it."""
    return [complaint for element in elements(html) for complaint in _complaints(element)]


def _complaints(element) -> list[str]:
    if element.tag not in ALLOWED:
        return [f"element {element.tag!r}"]
    found = []
    for name, value in element.attrib.items():
        pattern = ALLOWED[element.tag].get(name)
        if pattern is None or not re.fullmatch(pattern, value):
            found.append(f"attribute {element.tag} {name}={value!r}")
    if "href" in element.attrib:
        found += _complaints_of_address(element.attrib["href"], element.attrib.get("rel", ""))
    return found


def _complaints_of_address(address: str, rel: str) -> list[str]:
    parts = urlsplit(address)
    if re.search(r"[\x00-\x20\\]", address) or parts.scheme not in ("http", "https", "mailto", ""):
        return [f"address {address!r}"]
    if not parts.scheme and (parts.netloc or not address.startswith(("/", "#"))):
        return [f"address {address!r} leads out without a scheme"]
    if parts.scheme in ("http", "https") and rel != "nofollow ugc noopener":
        return [f"address {address!r} without rel"]
    return []
