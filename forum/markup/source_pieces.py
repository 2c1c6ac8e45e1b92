"""Find the piece of Markdown that made the words that a reader selected on the page."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markdown_it.token import Token

from forum.markup import cost_limits, parsers
from forum.markup.markdown_links import escape_markdown
from forum.markup.text_cleaning import clean_text, remove_hidden_characters

# Characters of a selection that are searched between delimiters. Longer ones keep no emphasis.
_MAX_PATTERN_LENGTH = 200
_DELIMITERS = "*_~`\\"
# The renderer adds an arrow to each footnote.
_IGNORED = re.compile("[\\s\u21a9\ufe0e]+")
# What begins a list, a heading or an underline at the beginning of a line.
_BLOCK_MARKER = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[-+#=]))")


class _LeafBlock(NamedTuple):
    """A paragraph, a heading, a cell or a block of code, with its lines counted from 0.

    words: what the page shows, without white space. content: its Markdown without the marks of the
    blocks around it; "" for code. is_outer: whether it is inside no other block.
    """

    words: str
    content: str
    start_line: int
    end_line: int
    is_outer: bool


def source_piece(source: str, selected: str) -> str:
    """Return the Markdown that shows the words `selected` of the post with this `source`.

    Words inside one paragraph are cut out of it. A selection over several blocks becomes these
    blocks as a whole, a selection in a table the whole table. Words that the post does not show
    are escaped, so that they show exactly as they are. Raise Refused as `render_post` does.
    """
    cost_limits.check_length(selected, cost_limits.POST_LIMITS)
    text = clean_text(source)
    env = parsers.parser_environment()
    tokens = _parse(text, env)
    leaves = list(_leaves(tokens))
    wanted = _without_white_space(selected)
    start = "".join(leaf.words for leaf in leaves).find(wanted) if wanted else -1
    if start < 0:
        return escape_markdown_lines(selected)
    touched, is_whole = _touched_leaves(leaves, start, start + len(wanted))
    if len(touched) == 1 and touched[0].content:
        [leaf] = touched
        if not is_whole:
            return _inline_piece(leaf.content, selected)
        if not leaf.is_outer:
            return leaf.content
    first, last = touched[0].start_line, max(leaf.end_line for leaf in touched)
    return _with_definitions(_dedent(text.split("\n")[first:last]), env)


def escape_markdown_lines(text: str) -> str:
    """Return Markdown that shows exactly the words and lines of `text`."""
    return "\n".join(_escape_line(line) for line in clean_text(text).strip().split("\n"))


def _parse(text: str, env: dict[str, Any]) -> list[Token]:
    cost_limits.check_length(text, cost_limits.POST_LIMITS)
    return parsers.POST_PARSER.parse(text, env)


def _leaves(tokens: Sequence[Token]) -> Iterator[_LeafBlock]:
    """The leaves in the order of the page. A cell has the lines of its whole table."""
    table: list[int] | None = None
    for token in tokens:
        if token.type == "table_open":
            table = token.map
        elif token.type == "table_close":
            table = None
        elif token.type == "inline":
            lines = table or token.map
            if lines:
                words = "".join(_visible_text(child) for child in token.children or ())
                first, end = lines
                is_outer = token.level == 1
                yield _LeafBlock(_without_white_space(words), token.content, first, end, is_outer)
        elif token.type in ("fence", "code_block") and token.map:
            first, end = token.map
            yield _LeafBlock(_without_white_space(token.content), "", first, end, token.level == 0)


def _visible_text(token: Token) -> str:
    """The text that the page shows for an inline token."""
    if token.type == "footnote_ref":
        number, repetition = token.meta["id"] + 1, token.meta["subId"]
        return f"[{number}:{repetition}]" if repetition else f"[{number}]"
    if token.type == "image":
        label = "".join(_visible_text(child) for child in token.children or ())
        return label if label.strip() else str(token.attrs["src"])
    return "" if token.type.endswith("break") else token.content


def _without_white_space(text: str) -> str:
    """Return `text` without white space, which pages show in other places than sources."""
    return _IGNORED.sub("", remove_hidden_characters(text))


def _touched_leaves(
    leaves: Sequence[_LeafBlock], start: int, end: int
) -> tuple[list[_LeafBlock], bool]:
    """The leaves with characters in start..end, and whether these are all characters of them."""
    touched: list[_LeafBlock] = []
    position, first, last = 0, 0, 0  # first, last: of the touched leaves
    for leaf in leaves:
        next_position = position + len(leaf.words)
        if position < end and next_position > start:
            first = first if touched else position
            last = next_position
            touched.append(leaf)
        position = next_position
    return touched, (first, last) == (start, end)


def _inline_piece(source: str, selected: str) -> str:
    """The part of the Markdown of one paragraph that shows `selected`.

    It keeps its emphasis, code and escapes, but no links.
    """
    wanted = _without_white_space(selected)
    for piece in _candidate_pieces(source, selected):
        if _shown_words(piece) == wanted:
            return " ".join(piece.split())
    return _escape_line(" ".join(clean_text(selected).split("\n")))


def _candidate_pieces(source: str, selected: str) -> Iterator[str]:
    """Parts of `source` that could show `selected`: without the delimiters around it, and with."""
    words = clean_text(selected).split()
    letters = "".join(words)
    if len(letters) > _MAX_PATTERN_LENGTH or any(mark in letters for mark in _DELIMITERS):
        return
    pattern = rf"[{re.escape(_DELIMITERS)}\s]*+".join(map(re.escape, letters))
    if match := re.search(pattern, source):
        yield match[0]
        before = source[: match.start()]
        after = source[match.end() :]
        opening = before[len(before.rstrip(_DELIMITERS)) :]
        yield opening + match[0] + after[: len(after) - len(after.lstrip(_DELIMITERS))]


def _shown_words(piece: str) -> str:
    tokens = _parse(piece, parsers.parser_environment())
    return "".join(leaf.words for leaf in _leaves(tokens))


def _dedent(lines: Sequence[str]) -> str:
    """Return the lines without the indentation that they share."""
    widths = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    return "\n".join(line[min(widths, default=0) :] for line in lines).strip("\n")


def _with_definitions(piece: str, parser_env: dict[str, Any]) -> str:
    """Add the link definitions that `piece` uses: "[law]: https://example.org/"."""
    in_capitals = piece.upper()  # as the parser keeps the labels
    definitions = [
        f"[{label.lower()}]: <{reference['href']}>"
        for label, reference in parser_env.get("references", {}).items()
        if f"[{label}]" in in_capitals and f"[{label}]:" not in in_capitals
    ]
    return piece + "\n\n" + "\n".join(definitions) if definitions else piece


def _escape_line(line: str) -> str:
    words = (word if "://" in word else escape_markdown(word) for word in line.split())
    return _BLOCK_MARKER.sub(r"\1\\", " ".join(words))
