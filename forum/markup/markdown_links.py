"""Markdown links that we write for an author."""

import re

# What has a meaning in Markdown inside a link's words, in a table's cell, or as an entity.
_SIGNS = re.compile(r"([\\`*_\[\]<>~|&!])")


def markdown_link(words: str, address: str) -> str:
    """A Markdown link that shows `words` as they are. address: a path of this site."""
    escaped = _SIGNS.sub(r"\\\1", words)
    return f"[{escaped}]({address})"
