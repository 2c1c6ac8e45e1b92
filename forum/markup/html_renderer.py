"""Render tokens to HTML. The sanitizer reads the result afterwards."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from forum.markup import allowed_urls, uploaded_files

Tokens = Sequence[Token]
Env = MutableMapping[str, Any]

_CODE_LANGUAGE = re.compile(r"[a-z0-9+#-]{1,30}(?=\s|\Z)", re.IGNORECASE)


class HtmlRenderer(RendererHTML):
    """Renders our own tokens and attributes. A method has the name of the token that it renders."""

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Open a link without its title, because a phone does not show titles."""
        return _anchor_open(str(tokens[idx].attrs["href"]))

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Show an uploaded picture, and link to every other image (decisions 59 and 85).

        A browser requests each image as soon as it shows the text: a foreign server would learn
        who reads, and a page of this site would be requested in the name of each reader.
        """
        token = tokens[idx]
        url, alt = str(token.attrs["src"]), _plain_text(token.children or [])
        if not token.meta["linked"] and (picture := _take_picture(url, env)):
            return _thumbnail(url, alt, picture)
        text = escapeHtml(alt if alt.strip() else url)
        return text if token.meta["linked"] else f"{_anchor_open(url)}{text}</a>"

    def mention(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Link to the member's profile, or show only the text if there is no such member."""
        profile_urls: Mapping[str, str] = env["profile_urls"]
        text = tokens[idx].content
        for username in tokens[idx].meta["usernames"]:
            if url := profile_urls.get(username):
                # Lower case can have another length: "İ".
                mention = ".".join(text.split(".")[: username.count(".") + 1])
                rest = escapeHtml(text.removeprefix(mention))
                link = f'<a class="mention" href="{escapeHtml(url)}">{escapeHtml(mention)}</a>'
                return link + rest
        return escapeHtml(text)

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Render fenced code. The language becomes a class if it looks like a language."""
        language = _CODE_LANGUAGE.match(tokens[idx].info.strip())
        attribute = f' class="language-{language[0].lower()}"' if language else ""
        return f"<pre><code{attribute}>{escapeHtml(tokens[idx].content)}</code></pre>\n"

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Open a table in a box that scrolls, also with the keyboard."""
        return (
            f'<div class="table-scroll" tabindex="0">{self.renderToken(tokens, idx, options, env)}'
        )

    def table_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        """Close the table and its box."""
        return "</table></div>\n"


def render_footnotes_open(
    self: RendererHTML, tokens: Tokens, idx: int, options: OptionsDict, env: Env
) -> str:
    """Open the list of footnotes without the plugin's <hr>. The style sheet draws that line."""
    return '<section class="footnotes">\n<ol>\n'


def _anchor_open(url: str) -> str:
    rel = f' rel="{allowed_urls.REL}"' if allowed_urls.is_outgoing_link(url) else ""
    return f'<a href="{escapeHtml(url)}"{rel}>'


def _take_picture(url: str, env: Env) -> uploaded_files.Picture | None:
    """The uploaded picture at `url`, unless the text shows enough pictures already."""
    key = uploaded_files.key_in_path(url)
    picture: uploaded_files.Picture | None = env["pictures"].get(key)
    if picture is None or env["pictures_left"] < 1:
        return None
    env["pictures_left"] -= 1
    return picture


def _thumbnail(url: str, alt: str, picture: uploaded_files.Picture) -> str:
    """A link without words needs a description: without one, it is the name of the file."""
    words = " ".join(alt.split()) or uploaded_files.name_in_path(url)
    source = uploaded_files.thumbnail_url(uploaded_files.key_in_path(url))
    width, height = picture.shown_size
    return (
        f'<a href="{escapeHtml(url)}" class="upload"><img src="{source}" width="{width}" '
        f'height="{height}" loading="lazy" alt="{escapeHtml(words)}"></a>'
    )


def _plain_text(tokens: Tokens) -> str:
    """Return the label of an image without markup, as its alternative text."""
    return "".join(_plain_text_of(token) for token in tokens)


def _plain_text_of(token: Token) -> str:
    if token.children:
        return _plain_text(token.children)
    return "\n" if token.type.endswith("break") else token.content
