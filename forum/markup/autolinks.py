"""Parser rules that make links of web and e-mail addresses written without Markdown.

linkify-it-py does the same, but it keeps the text in the linkifier object, and four threads share
our parsers. It also reads the whole paragraph again at each "://", which costs seconds for a text
with 50,000 characters of them.
"""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from forum.markup.allowed_urls import MAX_LENGTH

# RFC 3986 allows none of the excluded characters in a URL.
_REST = rf"[^\s<>\[\]\"`|\\^{{}}]{{1,{MAX_LENGTH}}}"
_URL = re.compile(rf"https?://(?=\w){_REST}", re.IGNORECASE)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_BARE_ADDRESS = re.compile(
    r"(?<![\w@./+-])(?:"
    rf"(?P<web>www\.(?=\w){_REST})"
    rf"|(?P<mail>[a-z0-9._%+-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+)"
    r")",
    re.IGNORECASE,
)
# These characters end a sentence or close emphasis. They do not belong to the address before them.
_TRAILING_PUNCTUATION = "?!.,:;*_~'\"…。，、；：！？»”’」』）"
_TRAILING_ENTITY = re.compile(r"&[a-z0-9]{2,30};\Z", re.IGNORECASE)


def parse_url(state: StateInline, silent: bool) -> bool:
    """Inline rule: link http:// and https:// URLs.

    The parser stops at the colon, so the rule has to look back for the scheme.
    """
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    start = _scheme_start(state.src, state.pos)
    if start < 0 or state.src[max(start - 1, 0) : start].isalnum():
        return False
    match = _URL.match(state.src, start, state.posMax)
    text = _without_trailing_punctuation(match[0]) if match else ""
    if not text:
        return False
    url = state.md.normalizeLink(text)
    if not state.md.validateLink(url):
        return False
    if not silent:
        # The parser has already read the scheme as text.
        state.pending = state.pending[: start - state.pos]
        _push_link(state, url, text)
    state.pos = start + len(text)
    return True


def link_bare_addresses(state: StateCore) -> None:
    """Core rule: link addresses that begin with www. and e-mail addresses, outside other links."""
    for block in state.tokens:
        if block.type == "inline" and ("@" in block.content or "www." in block.content.lower()):
            block.children = list(_with_links(block.children or [], state))


def _scheme_start(source: str, colon: int) -> int:
    """Return where "http" or "https" before `colon` would begin. It can be negative."""
    is_https = source[colon - 1 : colon] in ("s", "S")
    return colon - (5 if is_https else 4)


def _push_link(state: StateInline, url: str, text: str) -> None:
    for link_token in _link_tokens(url, text):
        token = state.push(link_token.type, link_token.tag, link_token.nesting)
        token.attrs, token.content = link_token.attrs, link_token.content


def _with_links(tokens: list[Token], state: StateCore) -> Iterator[Token]:
    link_depth = 0
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            link_depth += token.nesting
        if token.type == "text" and link_depth == 0:
            yield from _split_at_addresses(token.content, state)
        else:
            yield token


def _split_at_addresses(content: str, state: StateCore) -> Iterator[Token]:
    end = 0
    for match in _BARE_ADDRESS.finditer(content):
        text = match["mail"] or _without_trailing_punctuation(match["web"])
        scheme = "mailto:" if match["mail"] else "http://"
        url = state.md.normalizeLink(scheme + text)
        if text and state.md.validateLink(url):
            yield _text_token(content[end : match.start()])
            yield from _link_tokens(url, text)
            end = match.start() + len(text)
    yield _text_token(content[end:])


def _without_trailing_punctuation(address: str) -> str:
    """Return `address` without the punctuation after it.

    Return "" if it fills the pattern's limit, because then the address can go on.
    """
    if len(address) >= MAX_LENGTH:
        return ""
    shorter = _shorten_once(address)
    while shorter != address:
        address, shorter = shorter, _shorten_once(shorter)
    return address


def _shorten_once(address: str) -> str:
    if entity := _TRAILING_ENTITY.search(address):
        return address[: entity.start()]
    if address.endswith(")") and address.count(")") > address.count("("):
        return address[:-1]
    return address.rstrip(_TRAILING_PUNCTUATION)


def _link_tokens(url: str, text: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, {"href": url}),
        _text_token(text),
        Token("link_close", "a", -1),
    ]


def _text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)
