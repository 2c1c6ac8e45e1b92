"""Which addresses a text may lead to, and those written without any markup.

linkify-it-py is not used: it keeps the text it works on in the object (four threads share ours), and reads
the whole paragraph again at each "://", which costs seconds on 50,000 characters of them.
"""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

REL = "nofollow ugc noopener"
# Of characters, percent-encoded. A reference defined once can be used 3,000 times.
MAX_LENGTH = 2_000

# After normalizeLink, so control characters, spaces and backslashes are already percent-encoded.
_ALLOWED = re.compile(r"(?:https?://[^/\\?#\s]|mailto:[^\s]|/(?![/\\])|#)[^\s\\]*\Z", re.IGNORECASE)
_OUTGOING = re.compile(r"https?:", re.IGNORECASE)
_IMAGE = re.compile(r"/(?![/\\])[^\s\\]*\Z")

# RFC 3986 has none of these.
_REST = rf"[^\s<>\[\]\"`|\\^{{}}]{{1,{MAX_LENGTH}}}"
_URL = re.compile(rf"https?://(?=\w){_REST}", re.IGNORECASE)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_BARE = re.compile(
    rf"(?<![\w@./+-])(?:(?P<web>www\.(?=\w){_REST})|(?P<mail>[a-z0-9._%+-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+))",
    re.IGNORECASE,
)
# What ends a sentence or closes emphasis round an address does not belong to it.
_AFTER = "?!.,:;*_~'\"…。，、；：！？»”’」』）"
_ENTITY = re.compile(r"&[a-z0-9]{2,30};\Z", re.IGNORECASE)


def is_allowed(address: str) -> bool:
    """Whether a link may lead to `address`: http, https, mailto, a path of this site, a part of the page."""
    return len(address) <= MAX_LENGTH and bool(_ALLOWED.match(address))


def is_outgoing(address: str) -> bool:
    """Whether `address` may lead to another site."""
    return bool(_OUTGOING.match(address))


def is_own_image(address: str) -> bool:
    """Whether an image may be loaded from `address`: a path of this site."""
    return len(address) <= MAX_LENGTH and bool(_IMAGE.match(address))


def parse_url(state: StateInline, silent: bool) -> bool:
    """Inline rule: http:// and https:// addresses; at the colon, where the parser stops by itself."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    start = state.pos - (5 if state.src[state.pos - 1 : state.pos] in ("s", "S") else 4)
    if start < 0 or state.src[max(start - 1, 0) : start].isalnum():
        return False
    found = _URL.match(state.src, start, state.posMax)
    if not found or not (url := _without_ending(found[0])):
        return False
    if not state.md.validateLink(address := state.md.normalizeLink(url)):
        return False
    if not silent:
        state.pending = state.pending[: -(state.pos - start)]
        for token in _link(address, url):
            state.push(token.type, token.tag, token.nesting)
            state.tokens[-1].attrs, state.tokens[-1].content = token.attrs, token.content
    state.pos = start + len(url)
    return True


def link_bare_addresses(state: StateCore) -> None:
    """Core rule: www. and e-mail addresses, in text that is not part of a link yet."""
    for block in state.tokens:
        if block.type == "inline" and ("@" in block.content or "www." in block.content.lower()):
            block.children = list(_with_links(block.children or [], state))


def _with_links(tokens: list[Token], state: StateCore) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and depth == 0:
            yield from _split(token.content, state)
        else:
            yield token


def _split(text: str, state: StateCore) -> Iterator[Token]:
    end = 0
    for found in _BARE.finditer(text):
        written = found["mail"] or _without_ending(found["web"])
        address = state.md.normalizeLink(("mailto:" if found["mail"] else "http://") + written)
        if written and state.md.validateLink(address):
            yield _text(text[end : found.start()])
            yield from _link(address, written)
            end = found.start() + len(written)
    yield _text(text[end:])


def _without_ending(address: str) -> str:
    """`address` less the punctuation after it; "" when it may go on, too long for an address."""
    if len(address) >= MAX_LENGTH:
        return ""
    while (shorter := _shorter(address)) != address:
        address = shorter
    return address


def _shorter(address: str) -> str:
    if entity := _ENTITY.search(address):
        return address[: entity.start()]
    if address.endswith(")") and address.count(")") > address.count("("):
        return address[:-1]
    return address.rstrip(_AFTER)


def _link(address: str, written: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, {"href": address}),
        _text(written),
        Token("link_close", "a", -1),
    ]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
