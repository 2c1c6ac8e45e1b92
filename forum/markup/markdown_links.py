"""Write a Markdown link for an author."""

import re

# Characters that have a meaning in the text of a link, in the cell of a table or in an entity.
_SPECIAL_CHARACTERS = re.compile(r"([\\`*_\[\]<>~|&!])")


def markdown_link(text: str, url: str) -> str:
    """Return a Markdown link that shows exactly `text`. url: a path of this site."""
    return f"[{escape_markdown(text)}]({url})"


def escape_markdown(text: str) -> str:
    """Return Markdown that shows exactly `text`, inside a line."""
    return _SPECIAL_CHARACTERS.sub(r"\\\1", text)
