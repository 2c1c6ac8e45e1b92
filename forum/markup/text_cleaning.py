"""Clean plain text, so that the site stores only what a reader sees.

tests/data/unicode contains the attacks.
"""

import re
import unicodedata
from html import unescape

from forum.markup.uploaded_files import without_pictures

# These characters hide or mislead everywhere: controls other than tab and line feed, soft hyphen,
# direction marks and overrides, zero-width space and no-break space, invisible operators,
# annotation marks, Hangul fillers, Khmer inherent vowels, tags, surrogates, noncharacters.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e"
    "\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINERS = "\u200c\u200d"
# Variation selectors are "\ufe00" to "\ufe0f" and "\U000e0100" to "\U000e01ef". They change the
# look of the character before them. Joiners connect their neighbours (Persian, emoji). Both are
# invisible everywhere else.
_MODIFIERS = f"{_JOINERS}\ufe00-\ufe0f\U000e0100-\U000e01ef"
# The flags of England, Scotland and Wales are a black flag followed by invisible tags.
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
_SUSPICIOUS = re.compile(f"({_FLAG})|[{_HIDDEN}]|[{_MODIFIERS}]")
# Accents on one letter. Scripts in use need up to 4. NFC sorts a sequence of accents in quadratic
# time.
_MAX_ACCENTS = 8
# A server can have a decomposed path. Such a URL must stay as it is.
_OUTGOING_URL = re.compile(r"((?:https?://|www\.)[^\s<>]+)", re.IGNORECASE)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")
_TAG = re.compile("<[^>]*>")
_QUOTATION_TAG = re.compile(r"</?blockquote\b[^>]*>")
# The renderer adds the marks of footnotes. The author did not write them.
_FOOTNOTE_MARKS = re.compile(
    '<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>'
)
_BLANK_CHARACTERS = "\u2800\u3164\uffa0\u115f\u1160"
_VIRAMA = 9  # canonical combining class
# Categories of letters, marks, symbols and punctuation that joiners and selectors can modify.
_MODIFIABLE_CATEGORIES = {"Lo", "Lm", "Mn", "Mc", "So", "Sk", "Sm", "Po"}


def clean_text(text: str) -> str:
    """Return `text` in NFC, with "\\n" as line ends and without hidden characters.

    URLs of other sites are not composed, because that would change where they lead.
    """
    composed = _normalize_and_limit_accents(_LINE_ENDS.sub("\n", text))
    # Compose again: a letter and its accent can be neighbours now.
    return _normalize_and_limit_accents(remove_hidden_characters(composed))


def clean_line(text: str) -> str:
    """Return `text` as one line for a title, a name or a username, or "" if it shows nothing."""
    line = " ".join(clean_text(text.replace("\u2800", " ")).split())
    return line if any(map(_is_visible, line)) else ""


def remove_hidden_characters(text: str) -> str:
    """Return `text` without the characters that hide or mislead. Useful joiners stay."""
    return _SUSPICIOUS.sub(_SuspiciousCharacterFilter(), text)


def is_blank_html(html: str) -> bool:
    """Whether a reader of `html`, as the renderer makes it, sees nothing that the author wrote."""
    return not any(map(_is_visible, words_in_html(html)))


def words_in_html(html: str) -> str:
    """Return the words of rendered HTML in one line, without the marks of footnotes.

    The end of `html` may be cut off.
    """
    if html.rfind("<") > html.rfind(">"):
        html = html[: html.rfind("<")]
    return " ".join(unescape(_TAG.sub("", _FOOTNOTE_MARKS.sub("", without_pictures(html)))).split())


def own_words_in_html(html: str) -> str:
    """Return the words in one line that the author wrote: without quotations and footnote marks.

    A text that only quotes becomes "[…]". The end of `html` may be cut off.
    """
    own_parts, depth, end = [], 0, 0
    for tag in _QUOTATION_TAG.finditer(html):
        if depth == 0:
            own_parts.append(html[end : tag.start()])
        depth += -1 if tag[0].startswith("</") else 1
        end = tag.end()
    if depth == 0:
        own_parts.append(html[end:])
    words = words_in_html(" ".join(own_parts))
    return words or ("[…]" if end else "")


def _normalize_and_limit_accents(text: str) -> str:
    """Return `text` in NFC except for URLs, with at most _MAX_ACCENTS accents on one letter."""
    if text.isascii():
        return text
    kept = []
    accents = 0
    for character in text:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents <= _MAX_ACCENTS:
            kept.append(character)
    # Every second part is a URL.
    parts = _OUTGOING_URL.split("".join(kept))
    parts[::2] = (unicodedata.normalize("NFC", part) for part in parts[::2])
    return "".join(parts)


class _SuspiciousCharacterFilter:
    """The replacement function that re.sub calls: returns the match if it may stay, else ""."""

    def __init__(self) -> None:
        self._previous_end = 0  # the end of the previous match
        self._last_kept = ""  # the last character before _previous_end that stays

    def __call__(self, match: re.Match[str]) -> str:
        start, end, text = match.start(), match.end(), match.string
        before = self._last_kept if start == self._previous_end else text[start - 1 : start]
        is_flag = bool(match[1])
        stays = is_flag or _modifies_neighbours(match[0], before, text[end : end + 1])
        kept = match[0] if stays else ""
        self._previous_end = end
        self._last_kept = kept[-1:] or before
        return kept


def _modifies_neighbours(character: str, before: str, after: str) -> bool:
    """Whether `character` changes how its neighbours look."""
    if character in _JOINERS:
        # After a virama a joiner chooses the form of the letter, also at the end of a word.
        if before and unicodedata.combining(before) == _VIRAMA:
            return True
        return _is_modifiable(before) and _is_modifiable(after) and not _SUSPICIOUS.match(after)
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return _is_modifiable(before) or before in tuple("0123456789#*©®")
    return False


def _is_modifiable(character: str) -> bool:
    """Whether a joiner beside `character` has a use. Latin, Greek and Cyrillic need none."""
    return character > "\u0590" and unicodedata.category(character) in _MODIFIABLE_CATEGORIES


def _is_visible(character: str) -> bool:
    """Whether `character` alone is visible: no space, format, control or combining character."""
    return character not in _BLANK_CHARACTERS and unicodedata.category(character)[0] not in "ZCM"
