"""@handle: one inline rule finds it, for the page and for those who are told."""

import re
from collections.abc import Iterable

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# A full stop or hyphen belongs to a handle only alone between two other signs: "Thanks @ana.b... Bye."
_HANDLE = re.compile(r"\w+(?:[.-]\w+)*")
_MENTION = re.compile(rf"@({_HANDLE.pattern})(?![@/]?\w)")
_LENGTHS = range(2, 31)
# Before the @ these make it an e-mail address, an address of another network or a part of a link.
_NOT_BEFORE = "@./+-=&#%$\\"
# These may open emphasis round a mention, or stand inside the name of an e-mail address.
_EMPHASIS = "_*~"


def is_username(text: str) -> bool:
    """Whether `text` can be a handle: only these can be mentioned."""
    return len(text) in _LENGTHS and bool(_HANDLE.fullmatch(text))


def parse_mention(state: StateInline, silent: bool) -> bool:
    """Inline rule: a token "mention" with the handle, lower-cased, in its meta."""
    if state.src[state.pos] != "@" or state.linkLevel > 0 or not _may_begin(state.src, state.pos):
        return False
    found = _MENTION.match(state.src, state.pos, min(state.posMax, state.pos + 64))
    if not found:
        return False
    # "_@ana_" is @ana in emphasis.
    handle = found[1].rstrip("_") if state.src[state.pos - 1 : state.pos] == "_" else found[1]
    if len(handle) not in _LENGTHS:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content, token.meta = f"@{handle}", {"handle": handle.lower()}
    state.pos += len(handle) + 1
    return True


def rename_mentions(source: str, handle: str, other: str) -> str:
    """`source` with `other` in place of `handle` wherever it stands after an @, in code and quotations too."""
    whole = rf"(?i)(?<=@){re.escape(handle)}(?![\w@/]|[.-]\w)"
    return re.sub(whole, lambda _found: other, source)


def mentioned_usernames(tokens: Iterable[Token]) -> set[str]:
    """The handles, lower-cased, that `tokens` of a parsed text mention."""
    return {
        token.meta["handle"]
        for block in tokens
        for token in block.children or []
        if token.type == "mention"
    }


def _may_begin(source: str, at: int) -> bool:
    before = source[max(at - 8, 0) : at].rstrip(_EMPHASIS)[-1:]
    return not before or not (before.isalnum() or before in _NOT_BEFORE)
