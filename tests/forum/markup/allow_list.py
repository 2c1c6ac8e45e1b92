"""The allow list of HTML, written a second time from the specification instead of the code."""

import re
from urllib.parse import urlsplit

from tests.forum.markup.parsed_html import elements

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
BLOCKS = ("p", "h3", "h4", "h5", "h6", "blockquote", "ul", "table")
ALIGN = {"class": "align-(left|center|right)", "dir": "rtl|ltr"}
FOOTNOTE_ID = r"fn(ref)?[\w-]*\d+(:\d+)?"
# For each element the allowed attributes, and the pattern of their values.
ALLOWED: dict[str, dict[str, str]] = {
    **{tag: {} for tag in TAGS},
    **{tag: {} for tag in TABLES},
    **{tag: {"dir": "rtl|ltr"} for tag in BLOCKS},
    "a": {
        "href": ".*",
        "rel": "nofollow ugc noopener",
        "class": "mention|footnote-backref",
        "id": FOOTNOTE_ID,
    },
    "blockquote": {"class": "checked", "dir": "rtl|ltr"},
    "ol": {"start": r"\d+", "dir": "rtl|ltr"},
    "code": {"class": r"language-[\w+#-]+"},
    "th": ALIGN,
    "td": ALIGN,
    "sup": {"class": "footnote-ref"},
    "section": {"class": "footnotes"},
    "li": {"id": FOOTNOTE_ID, "class": "footnote-item", "dir": "rtl|ltr"},
    "div": {"class": "table-scroll", "tabindex": "0"},
}


def violations(html: str) -> list[str]:
    """Describe each element, attribute and URL of `html` that the list does not allow."""
    return [violation for element in elements(html) for violation in _violations_of(element)]


def _violations_of(element) -> list[str]:
    if element.tag not in ALLOWED:
        return [f"element {element.tag!r}"]
    violations = []
    for name, value in element.attrib.items():
        pattern = ALLOWED[element.tag].get(name)
        if pattern is None or not re.fullmatch(pattern, value):
            violations.append(f"attribute {element.tag} {name}={value!r}")
    if "href" in element.attrib:
        violations += _violations_of_url(element.attrib["href"], element.attrib.get("rel", ""))
    return violations


def _violations_of_url(url: str, rel: str) -> list[str]:
    parts = urlsplit(url)
    if re.search(r"[\x00-\x20\\]", url) or parts.scheme not in ("http", "https", "mailto", ""):
        return [f"URL {url!r}"]
    if not parts.scheme and (parts.netloc or not url.startswith(("/", "#"))):
        return [f"URL {url!r} leads to another site without a scheme"]
    if parts.scheme in ("http", "https") and rel != "nofollow ugc noopener":
        return [f"URL {url!r} without rel"]
    return []
