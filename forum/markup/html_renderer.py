"""From tokens to HTML; cleaning.py has the last word."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from forum.markup import autolinks

Tokens = Sequence[Token]
Env = MutableMapping[str, Any]

_LANGUAGE = re.compile(r"[a-z0-9+#-]{1,30}(?=\s|\Z)", re.IGNORECASE)


class HtmlRenderer(RendererHTML):
    """The HTML of our own tokens and attributes; a method is named after the token it renders."""

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """A link; a title is left out: on a phone nobody sees it."""
        return _anchor(str(tokens[idx].attrs["href"]))

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """An image of this site, or else a link to it: a foreign image would tell who reads, and when."""
        token = tokens[idx]
        address, words = str(token.attrs["src"]), _words(token.children or [])
        if env["images"] and autolinks.is_own_image(address):
            return f'<img src="{escapeHtml(address)}" alt="{escapeHtml(words)}" loading="lazy">'
        if token.meta["linked"]:
            return escapeHtml(words)
        return f"{_anchor(address)}{escapeHtml(words or address)}</a>"

    def mention(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """A link to the member's profile, or the words as they are."""
        profile_urls: Mapping[str, str] = env["profile_urls"]
        written = escapeHtml(tokens[idx].content)
        if address := profile_urls.get(tokens[idx].meta["handle"]):
            return f'<a class="mention" href="{escapeHtml(address)}">{written}</a>'
        return written

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Fenced code, with the language as a class when it looks like one."""
        language = _LANGUAGE.match(tokens[idx].info.strip())
        name = f' class="language-{language[0].lower()}"' if language else ""
        return f"<pre><code{name}>{escapeHtml(tokens[idx].content)}</code></pre>\n"

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """A wide table scrolls by itself, also by keyboard."""
        return '<div class="table-scroll" tabindex="0"><table>\n'

    def table_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Ends what table_open began."""
        return "</table></div>\n"


def render_footnotes_open(
    self: RendererHTML, tokens: Tokens, idx: int, options: OptionsDict, env: Env
) -> str:
    """The list of footnotes, without the plugin's line above it: that is the style sheet's."""
    return '<section class="footnotes">\n<ol>\n'


def _anchor(address: str) -> str:
    rel = f' rel="{autolinks.REL}"' if autolinks.is_outgoing(address) else ""
    return f'<a href="{escapeHtml(address)}"{rel}>'


def _words(tokens: Tokens) -> str:
    """What an image says to those who do not see it: its label without markup."""
    return "".join(
        _words(token.children)
        if token.children
        else "\n"
        if token.type.endswith("break")
        else token.content
        for token in tokens
    )
