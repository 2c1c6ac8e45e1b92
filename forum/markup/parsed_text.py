"""A text after the parser. It costs up to 0.5 s to parse, so nothing parses it a second time."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from collective_brain.errors import Refused
from forum.markup import (
    cost_limits,
    mentions,
    parsers,
    quotation_checks,
    sanitizer,
    uploaded_files,
)
from forum.markup.cost_limits import CostLimits
from forum.markup.quotations import find_quotations
from forum.markup.text_cleaning import clean_text, is_blank_html, remove_hidden_characters

_NO_PICTURES: Mapping[str, uploaded_files.Picture] = MappingProxyType({})


class ParsedText(NamedTuple):
    source: str  # clean
    tokens: list[Token]
    parser: MarkdownIt
    env: dict[str, Any]
    limits: CostLimits

    def mentioned(self) -> set[str]:
        """The lower-case usernames that `render` links if their profiles are known."""
        found = mentions.mentions_in(self.tokens)
        return {username for usernames in found for username in usernames}

    def quoted_posts(self) -> set[tuple[int, int]]:
        """(topic id, number) of every post that the text quotes, at any depth."""
        return {quotation.post for quotation in find_quotations(self.tokens)}

    def upload_keys(self) -> set[str]:
        """The keys of the uploaded files that the text shows or links to."""
        return uploaded_files.keys_in(self.tokens)

    def render(
        self,
        *,
        prefix: str,
        profile_urls: Mapping[str, str],
        pictures: Mapping[str, uploaded_files.Picture] = _NO_PICTURES,
        is_genuine: Callable[[quotation_checks.QuotedText], bool] | None = None,
    ) -> str:
        """The HTML. Raise Refused if it is too large or shows nothing. See markup.render_post."""
        parsers.prepare_rendering(
            self.env, prefix=prefix, profile_urls=profile_urls, pictures=pictures
        )
        if is_genuine:
            quotation_checks.mark_genuine_quotations(self.tokens, self.source, is_genuine)
        html = self.parser.renderer.render(self.tokens, self.parser.options, self.env)
        # The parser has replaced entities such as &#8238; by characters, so hidden ones can be
        # back.
        html = remove_hidden_characters(html)
        cost_limits.check_html_size(html, self.limits)
        html = sanitizer.sanitize(html)
        if is_blank_html(html):
            raise Refused(_("Please write something first."))
        return html


def parse(source: str, parser: MarkdownIt, limits: CostLimits) -> ParsedText:
    """Raise Refused if `source` costs too much."""
    cost_limits.check_length(source, limits)
    source, env = clean_text(source), parsers.parser_environment()
    tokens = parser.parse(source, env)
    cost_limits.check_element_count(tokens, limits)
    return ParsedText(source, tokens, parser, env, limits)
