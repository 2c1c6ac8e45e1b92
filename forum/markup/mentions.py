"""Mentions such as @ana. The page and the notifications find them by the same parser rule."""

import re
from collections.abc import Iterable, Iterator, Set

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# A full stop or a hyphen belongs to a username only between two other characters:
# "Thanks @ana.b... Bye."
_USERNAME = re.compile(r"\w++(?:[.-]\w++)*+")
_NOT_AN_ADDRESS = r"(?![@/]?\w)"  # "@ana@example.org", "@ana/repository"
_MENTION = re.compile(rf"@({_USERNAME.pattern}){_NOT_AN_ADDRESS}")
_LENGTHS = range(2, 31)
_LONGEST_MATCH = 64
# One of these before the @ makes an e-mail address, an address of another network or a part of a
# URL.
_NEVER_BEFORE = "@./+-=&#%$\\"
# These can open emphasis around a mention. They can also be part of an e-mail address.
_EMPHASIS = "_*~"
# One of these between two mentions separates them: "@ana/@ben".
_SEPARATORS = frozenset("/+&-.=")


def is_username(text: str) -> bool:
    """Whether `text` can be mentioned as a username."""
    return len(text) in _LENGTHS and bool(_USERNAME.fullmatch(text))


def parse_mention(state: StateInline, silent: bool) -> bool:
    """Inline rule: make a token "mention" with the possible usernames in its `meta`."""
    source, start = state.src, state.pos
    if source[start] != "@" or state.linkLevel > 0:
        return False
    if not (_may_start_mention(source, start) or _follows_mention(state)):
        return False
    match = _MENTION.match(source, start, min(state.posMax, start + _LONGEST_MATCH))
    if not match:
        return False
    text = match[1]
    # "_@ana_" is @ana in emphasis.
    if source[start - 1 : start] == "_":
        text = text.rstrip("_")
    usernames = possible_usernames(text)
    if not usernames:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content = f"@{text}"
        token.meta = {"usernames": usernames}
    state.pos += len(text) + 1
    return True


def possible_usernames(text: str) -> tuple[str, ...]:
    """Return the lower-case usernames that the text after an @ can mean, the longest one first.

    A full stop without a space after it can end a sentence, so "ana.Thanks" can mean "ana". The
    mention is of the first one that is the username of a member.
    """
    parts = text.lower().split(".")
    beginnings = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return tuple(beginning for beginning in beginnings if len(beginning) in _LENGTHS)


def rename_mentions(
    source: str, username: str, new_username: str, *, others: Set[str] = frozenset()
) -> str:
    """Return `source` with `new_username` for `username` in mentions and in URLs of the profile.

    Code and quotations change too. E-mail addresses at "username.org" stay.
    others: the lower-case usernames of members that begin with `username` and a full stop. Their
    mentions stay.
    """
    # A browser reads "%61" in a URL as "a".
    in_url = "".join(f"(?:{re.escape(char)}|%{ord(char):02x})" for char in username)
    profile = rf"(?i)((?:/|%2f)members(?:/|%2f)){in_url}(?![\w%]|[.-]\w)"
    # A function, because re.sub would interpret backslashes in a string.
    source = re.sub(profile, lambda match: match[1] + new_username, source)
    name = re.escape(username)
    mention = re.compile(rf"(?i)(?<=@){name}((?:[.-]\w++)*+){_NOT_AN_ADDRESS}")

    def replacement(match: re.Match[str]) -> str:
        rest = match[1]
        is_other = rest.startswith("-") or not others.isdisjoint(possible_usernames(match[0]))
        is_email = rest and source[max(match.start() - 2, 0)].isalnum()
        return match[0] if is_other or is_email else new_username + rest

    return mention.sub(replacement, source)


def mentions_in(tokens: Iterable[Token], *, quoted: bool = True) -> Iterator[tuple[str, ...]]:
    """Yield the possible usernames of each mention in the tokens of a parsed text.

    quoted: also the mentions in quotations, which the author of the text did not write.
    """
    depth = 0
    for block in tokens:
        if block.type in ("blockquote_open", "blockquote_close"):
            depth += block.nesting
        if quoted or not depth:
            for token in block.children or ():
                if token.type == "mention":
                    yield token.meta["usernames"]


def _may_start_mention(source: str, at_sign: int) -> bool:
    before = source[max(at_sign - 8, 0) : at_sign].rstrip(_EMPHASIS)[-1:]
    return not before or not (before.isalnum() or before in _NEVER_BEFORE)


def _follows_mention(state: StateInline) -> bool:
    """Whether only a separator is between the last mention and here."""
    has_mention = bool(state.tokens) and state.tokens[-1].type == "mention"
    return has_mention and state.pending in _SEPARATORS
