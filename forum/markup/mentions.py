"""Mentions such as @ana. The page and the notifications find them by the same parser rule."""

import re
from collections.abc import Iterable

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# A full stop or a hyphen belongs to a username only between two other characters:
# "Thanks @ana.b... Bye."
_USERNAME = re.compile(r"\w+(?:[.-]\w+)*")
_MENTION = re.compile(rf"@({_USERNAME.pattern})(?![@/]?\w)")
_LENGTHS = range(2, 31)
_LONGEST_MATCH = 64
# One of these before the @ makes an e-mail address, an address of another network or a part of a
# URL.
_NEVER_BEFORE = "@./+-=&#%$\\"
# These can open emphasis around a mention. They can also be part of an e-mail address.
_EMPHASIS = "_*~"


def is_username(text: str) -> bool:
    """Whether `text` can be mentioned as a username."""
    return len(text) in _LENGTHS and bool(_USERNAME.fullmatch(text))


def parse_mention(state: StateInline, silent: bool) -> bool:
    """Inline rule: make a token "mention" with the lower-case username in its `meta`."""
    source, start = state.src, state.pos
    if source[start] != "@" or state.linkLevel > 0 or not _may_start_mention(source, start):
        return False
    match = _MENTION.match(source, start, min(state.posMax, start + _LONGEST_MATCH))
    if not match:
        return False
    username = match[1]
    # "_@ana_" is @ana in emphasis.
    if source[start - 1 : start] == "_":
        username = username.rstrip("_")
    if len(username) not in _LENGTHS:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content = f"@{username}"
        token.meta = {"username": username.lower()}
    state.pos += len(username) + 1
    return True


def rename_mentions(source: str, username: str, new_username: str) -> str:
    """Return `source` with `new_username` for `username` in mentions and in URLs of the profile.

    Code and quotations change too.
    """
    mention = rf"(?i)(@){re.escape(username)}(?![\w@/]|[.-]\w)"
    # A browser reads "%61" in a URL as "a".
    in_url = "".join(f"(?:{re.escape(char)}|%{ord(char):02x})" for char in username)
    profile = rf"(?i)((?:/|%2f)members(?:/|%2f)){in_url}(?![\w%]|[.-]\w)"
    # A function, because re.sub would interpret backslashes in a string.
    for pattern in (mention, profile):
        source = re.sub(pattern, lambda match: match[1] + new_username, source)
    return source


def mentioned_usernames(tokens: Iterable[Token]) -> set[str]:
    """Return the lower-case usernames that the tokens of a parsed text mention."""
    return {
        token.meta["username"]
        for block in tokens
        for token in block.children or []
        if token.type == "mention"
    }


def _may_start_mention(source: str, at_sign: int) -> bool:
    before = source[max(at_sign - 8, 0) : at_sign].rstrip(_EMPHASIS)[-1:]
    return not before or not (before.isalnum() or before in _NEVER_BEFORE)
