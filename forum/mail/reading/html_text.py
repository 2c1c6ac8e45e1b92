"""Turn the HTML of a mail into the Markdown that a post is written in."""

import re

from html_to_markdown import ConversionError, ConversionOptions, convert

# A text of 100 kB is a book chapter; programs add styles of some 50 kB before it.
MOST_CHARACTERS = 200_000
MOST_TAGS = 10_000
MOST_LEVELS = 200

OPTIONS = ConversionOptions(
    extract_metadata=False,
    skip_images=True,
    strip_tags=["style", "script", "head", "title"],
    max_depth=MOST_LEVELS,
)
EMPTY_LINES = re.compile(r"\n{3,}")


def markdown(html: str) -> str:
    """The text of the mail as Markdown, "" if it cannot be read."""
    try:
        converted = convert(_bounded(html), OPTIONS).content or ""
    except (ConversionError, ValueError):
        return ""
    return EMPTY_LINES.sub("\n\n", converted)


def _bounded(html: str) -> str:
    html = html[:MOST_CHARACTERS]
    end = -1
    for _ in range(MOST_TAGS):
        end = html.find("<", end + 1)
        if end < 0:
            return html
    return html[:end]
