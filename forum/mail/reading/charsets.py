"""Decode bytes with a charset that is declared wrongly, or not at all."""

import codecs
import re

# Names that mean more characters in mails than in their standards.
WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_2",
}
# Python's codecs that are no charsets of texts, or that take long for long texts.
REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
MOST_REPLACED = 0.02
SURROGATES = re.compile("[\ud800-\udfff]")


def decode(encoded: bytes, declared: str | None) -> str:
    """The text: as declared, else UTF-8, else windows-1252, else latin-1."""
    # UTF-7 may decode to single surrogates, which no database stores.
    return SURROGATES.sub("\ufffd", _decode(encoded, declared))


def decode_surrogates(value: str) -> str:
    """A string of the e-mail package, which holds bytes beyond ASCII as single surrogates."""
    if value.isascii():
        return value
    try:
        return decode(value.encode("ascii", "surrogateescape"), None)
    except UnicodeError:
        return SURROGATES.sub("\ufffd", value)


def _decode(encoded: bytes, declared: str | None) -> str:
    codec = _codec(declared)
    if codec == "cp1252" or codec is None:
        # A text beyond ASCII that is valid UTF-8 is UTF-8, whatever a program says.
        return _strict(encoded, "utf-8") or _mostly(encoded, "utf-8") or _single_bytes(encoded)
    text = _strict(encoded, codec)
    if text is None:
        text = _strict(encoded, "utf-8")
    return text if text is not None else _mostly(encoded, codec) or _single_bytes(encoded)


def _codec(declared: str | None) -> str | None:
    try:
        name = codecs.lookup((declared or "").strip(" \t'\"")[:40]).name
        b"".decode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name in REFUSED else WIDER.get(name, name)


def _strict(encoded: bytes, codec: str) -> str | None:
    try:
        return encoded.decode(codec)
    except (LookupError, ValueError):
        return None


def _mostly(encoded: bytes, codec: str) -> str | None:
    """The text if all but a few characters are valid: a mail may be cut within one."""
    try:
        text = encoded.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    beyond_ascii = sum(character > "\x7f" for character in text)
    few = text.count("\ufffd") <= max(1, MOST_REPLACED * len(text))
    return text if few and beyond_ascii > 2 * text.count("\ufffd") else None


def _single_bytes(encoded: bytes) -> str:
    text = _strict(encoded, "cp1252")
    return encoded.decode("latin-1") if text is None else text
