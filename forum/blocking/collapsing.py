"""Collapse what a blocked member wrote, on the page of one reader.

The HTML of a text is cached and the same for all readers, so it knows nothing of this. The page of
a reader wraps the content of the <li> in <details>, which needs no script. blocked.js does the same
with texts that arrive later.
"""

import re
from collections.abc import Collection
from typing import Any

from django.template.loader import render_to_string

_AUTHOR = re.compile(r'<li\b[^>]* data-author="(\d+)"')


def blocked_by(reader: Any) -> Collection[int]:
    """The keys of the members that `reader` blocks. No query; nobody for a visitor."""
    keys: Collection[int] = getattr(reader, "blocked_ids", ())
    return keys


def collapse_if_blocked(html: str, reader: Any) -> str:
    """html: a post or message as an <li> that names its author."""
    blocked = blocked_by(reader)
    if not blocked:
        return html
    author = _AUTHOR.search(html)
    is_blocked = author and int(author[1]) in blocked and "--removed" not in author[0]
    return collapse(html) if is_blocked else html


def collapse(html: str) -> str:
    """The <li> with its content in <details>. The templates write no ">" in its attributes."""
    start, end = html.index(">", html.index("<li")) + 1, html.rindex("</li>")
    before, _mark, after = render_to_string("blocking/_collapsed.html").strip().rpartition("…")
    return f"{html[:start]}{before}{html[start:end]}{after}{html[end:]}"
