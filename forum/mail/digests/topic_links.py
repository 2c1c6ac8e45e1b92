"""The links to topics in a digest. Each has the number of the topic in the digest: ?digest=2.

Answers to a digest quote it, so the links say which topic a number means.
"""

import re

from forum.mail.addresses import page_url

MOST_NUMBERS = 50


def numbered_link(url: str, number: int) -> str:
    """url: of a post."""
    return f"{url}?digest={number}"


def topics_by_number(text: str) -> dict[int, int]:
    """Number in the digest -> key of the topic, in the order of the links in a quoted digest."""
    link = re.compile(
        re.escape(page_url("/topics/")) + r"(\d{1,18})/[^\s?<>()\[\]]{0,200}\?digest=(\d{1,2})"
    )
    found: dict[int, int] = {}
    for match in link.finditer(text):
        if len(found) < MOST_NUMBERS:
            found.setdefault(int(match[2]), int(match[1]))
    return found
