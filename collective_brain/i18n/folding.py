"""Fold text, so that a comparison ignores accents, capitals and ways to write the same letter.

Search, completion, the list of members and all filters compare folded text. Folding loses
information: show and store the text itself. Folding a folded text changes nothing.
"""

import unicodedata

# Letters that Unicode does not decompose, with what people type instead: Latin letters of Europe
# and of African languages. Casefolding has already written ß as ss.
_SPELT_OUT = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ħ": "h", "ŋ": "n", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y",
        "ɛ": "e", "ɔ": "o", "ə": "e", "ǝ": "e", "ƒ": "f", "ɣ": "g", "ʋ": "v", "ɲ": "n",
    }
)  # fmt: skip
# Translate these before decomposing: Unicode decomposes some of them into a space and an accent.
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʻʽ`´′＇\u02b9\u055a\ua78c"))


def fold(text: str) -> str:
    """`text` without accents and capitals: "Œuvre" and "oeuvre", "ﬁn" and "fin" are equal."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKD", text).casefold().translate(_SPELT_OUT)
    decomposed = unicodedata.normalize("NFKD", lower).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold_name(text: str) -> str:
    """A folded name or handle, without apostrophes: "O’Neil" and "oneil" are equal."""
    return " ".join(fold(text.translate(_APOSTROPHES)).translate(_APOSTROPHES).split())
