"""Find the text of a parsed mail, and name its attachments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from forum.mail.reading.charsets import decode
from forum.mail.reading.headers import decoded_words
from forum.mail.reading.html_text import markdown

MOST_TEXT_BYTES = 500_000
MOST_TEXT_PARTS = 10
MOST_ATTACHMENTS = 100
MOST_NAME_CHARACTERS = 120
TEXT_TYPES = ("text/plain", "text/html", "text/markdown")
PATH = re.compile(r"^.*[/\\]")


@dataclass(frozen=True)
class Attachment:
    """A part that is not the text: what it says of itself, not what it contains."""

    name: str
    type: str
    size: int


def leaves(mail: Message) -> Iterator[Message]:
    """The parts that contain no others, in their order; a message inside the mail is one part."""
    for part in _parts(mail):
        if not (part.is_multipart() and part.get_content_maintype() == "multipart"):
            yield part


def text(mail: Message) -> str:
    """The text of the mail; HTML only where no plain text says something."""
    texts = [part for part in leaves(mail) if _is_text(part)][:MOST_TEXT_PARTS]
    plain = [_decoded(part) for part in texts if part.get_content_subtype() != "html"]
    if any(part.strip() for part in plain):
        return "\n".join(plain)
    return "\n\n".join(markdown(_decoded(part)) for part in texts if _is_html(part))


def attachments(mail: Message) -> list[Attachment]:
    """Name, type and size of what is attached."""
    attached: list[Attachment] = []
    for part in leaves(mail):
        if len(attached) < MOST_ATTACHMENTS and not _is_text(part):
            attached.append(
                Attachment(file_name(part), part.get_content_type(), len(payload(part)))
            )
    return attached


def file_name(part: Message) -> str:
    """The name of the file, without folders and control characters."""
    try:
        name = part.get_filename("")
    except (ValueError, LookupError, TypeError, AttributeError):
        name = ""
    return PATH.sub("", decoded_words(str(name)[:1_000]))[-MOST_NAME_CHARACTERS:]


def payload(part: Message) -> bytes:
    """The decoded bytes of a part."""
    try:
        decoded = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
    return decoded if isinstance(decoded, bytes) else b""


def _parts(part: Message) -> Iterator[Message]:
    yield part
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _parts(inner)


def _is_text(part: Message) -> bool:
    if part.is_multipart() or _is_file(part):
        return False
    # A multipart that is not one has no boundary that its lines contain.
    is_broken_multipart = part.get_content_maintype() == "multipart"
    return is_broken_multipart or part.get_content_type() in TEXT_TYPES


def _is_html(part: Message) -> bool:
    return part.get_content_subtype() == "html"


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", ""))[:40].strip().lower()
    return disposition.startswith("attachment") or bool(file_name(part))


def _decoded(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError, TypeError, AttributeError):
        charset = None
    return decode(payload(part)[:MOST_TEXT_BYTES], charset).replace("\x00", "")
