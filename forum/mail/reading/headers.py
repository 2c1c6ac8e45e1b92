"""Read the headers of a parsed mail: never raise, whatever they contain."""

import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

from forum.mail.reading.charsets import decode

MOST_OF_ONE_NAME = 30
ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]{0,800})\?=")
BETWEEN_WORDS = re.compile(r"(\?=)\s{1,20}(?==\?[\w.:+-]{1,40}(?:\*[\w-]{0,20})?\?[bBqQ]\?)")
ADDRESS = re.compile(r"^[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]{1,253}$")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def raw_values(mail: Message, name: str) -> list[str]:
    """The values of a header, as they are."""
    return [str(value) for value in mail.get_all(name, [])[:MOST_OF_ONE_NAME]]


def raw_value(mail: Message, name: str) -> str:
    values = raw_values(mail, name)
    return values[0] if values else ""


def text_value(mail: Message, name: str, most: int = 1_000) -> str:
    """The text of a header in one line, with encoded words decoded."""
    return decoded_words(raw_value(mail, name)[: 4 * most])[:most]


def parameter(mail: Message, name: str) -> str:
    """A parameter of Content-Type, such as report-type, "" if there is none."""
    try:
        value = mail.get_param(name, "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return value[:100] if isinstance(value, str) else ""


def decoded_words(value: str) -> str:
    """A header's text: encoded words (RFC 2047) decoded, on one line, without controls."""
    pieces, pending, charset, end = [], b"", "", 0
    value = BETWEEN_WORDS.sub(r"\1", value)
    for word in ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        if between or word[1].lower() != charset:
            # A character may continue in the next word of the same charset: decode them together.
            pieces += [decode(pending, charset), between]
            pending = b""
        charset, end = word[1].lower(), word.end()
        pending += _decoded_word(word[2], word[3])
    pieces += [decode(pending, charset), value[end:]]
    return CONTROLS.sub(" ", "".join(pieces)).strip()


def addresses(mail: Message, name: str) -> list[tuple[str, str]]:
    """(display name, address) of a header; only what is a plain address."""
    try:
        pairs = getaddresses(raw_values(mail, name))
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        return []
    return [(decoded_words(shown), address) for shown, address in pairs if ADDRESS.match(address)]


def sender(mail: Message) -> tuple[str, str]:
    """(display name, address) of the author, ("", "") if From does not name exactly one."""
    authors = addresses(mail, "From")
    return authors[0] if len(raw_values(mail, "From")) == 1 and len(authors) == 1 else ("", "")


def first_author(mail: Message) -> tuple[str, str]:
    """(display name, address) that From begins with; the address may lack a domain."""
    try:
        return parseaddr(raw_value(mail, "From")[:500])
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        return "", ""


def message_ids(mail: Message, name: str) -> list[str]:
    return MESSAGE_ID.findall(" ".join(raw_values(mail, name)))


def date(mail: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(raw_value(mail, "Date")[:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None


def _decoded_word(encoding: str, encoded: str) -> bytes:
    plain = encoded.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(plain, header=True)
    try:
        return binascii.a2b_base64(plain + b"===")
    except ValueError:
        return plain
