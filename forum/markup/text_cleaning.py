"""Plain text made honest: what is stored is what one sees (tests/data/unicode holds the attacks)."""

import re
import unicodedata
from html import unescape

# Hidden or misleading wherever they stand: controls other than tab and line feed, soft hyphen, direction
# marks and overrides, zero-width space and no-break space, invisible operators, annotation marks, Hangul
# fillers, Khmer inherent vowels, tags, surrogates, noncharacters.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# These join or dress the signs beside them (Persian, emoji), and hide anywhere else.
_DRESSING = "\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
# The flags of England, Scotland and Wales are a black flag and invisible tags.
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
_QUESTIONABLE = re.compile(f"({_FLAG})|[{_HIDDEN}]|[{_DRESSING}]")
# Accents on one letter: scripts in use need up to 4; NFC sorts a run of them in quadratic time.
_MAX_ACCENTS = 8
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")
_TAG = re.compile("<[^>]*>")
_IMAGE = re.compile("<img ")
# What the pipeline adds by itself: the marks of footnotes.
_OURS = re.compile(
    '<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>'
)
_BLANK_SIGNS = "\u2800\u3164\uffa0\u115f\u1160"


def clean_text(text: str) -> str:
    """`text` in NFC, its lines ended by "\\n", without control, direction and invisible characters."""
    # Twice composed: a sign dropped between a letter and its accent brings them together.
    return _composed(remove_hidden_characters(_composed(_LINE_ENDS.sub("\n", text))))


def clean_line(text: str) -> str:
    """`text` as one line for a title, a name or a handle; "" when nothing of it can be seen."""
    line = " ".join(clean_text(text.replace("\u2800", " ")).split())
    return line if any(map(_is_seen, line)) else ""


def remove_hidden_characters(text: str) -> str:
    """`text` without the characters that hide or mislead; joiners stay where they join."""
    return _QUESTIONABLE.sub(_Keeper(), text)


def is_blank_html(html: str) -> bool:
    """Whether a reader of `html` (as our pipeline makes it) sees nothing that its author wrote."""
    if _IMAGE.search(html):
        return False
    return not any(map(_is_seen, unescape(_TAG.sub("", _OURS.sub("", html)))))


def _composed(text: str) -> str:
    """`text` in NFC, with at most 8 accents in a row."""
    if text.isascii():
        return text
    kept, run = [], 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= _MAX_ACCENTS:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


class _Keeper:
    """Says for each questionable sign of one text, from its start to its end, whether it stays."""

    end = 0  # of the last one
    last = ""  # the sign that stands before there, of those that stay

    def __call__(self, match: re.Match[str]) -> str:
        start, text = match.start(), match.string
        before = self.last if start == self.end else text[start - 1 : start]
        kept = (
            match[0]
            if match[1] or _dresses(match[0], before, text[match.end() : match.end() + 1])
            else ""
        )
        self.end, self.last = match.end(), kept[-1:] or before
        return kept


def _dresses(sign: str, before: str, after: str) -> bool:
    """Whether `sign` joins or dresses those beside it, and so is seen."""
    if sign in "\u200c\u200d":
        return _joins(before) and _joins(after) and not _QUESTIONABLE.match(after)
    if "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef":
        return _joins(before) or before in tuple("0123456789#*©®")
    return False


def _joins(sign: str) -> bool:
    """Whether a joiner beside `sign` has a use; Latin, Greek and Cyrillic letters need none."""
    return sign > "\u0590" and unicodedata.category(sign) in (
        "Lo",
        "Lm",
        "Mn",
        "Mc",
        "So",
        "Sk",
        "Sm",
        "Po",
    )


def _is_seen(sign: str) -> bool:
    """Whether `sign` alone makes ink: no space, format, control, unassigned or combining character."""
    return sign not in _BLANK_SIGNS and unicodedata.category(sign)[0] not in "ZCM"
