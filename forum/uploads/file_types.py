"""What a file is, by its content. Its name and what the browser says about it do not count."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from collective_brain.errors import Refused
from forum.uploads import archives


class Kind(NamedTuple):
    """extension: with its dot. is_picture: made by this site, so browsers may show it."""

    extension: str
    content_type: str
    is_picture: bool = False


_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
# The only content types that the site serves for uploaded files.
KINDS = {
    "jpeg": Kind(".jpg", "image/jpeg", is_picture=True),
    "webp": Kind(".webp", "image/webp", is_picture=True),
    "pdf": Kind(".pdf", "application/pdf"),
    "odt": Kind(".odt", f"{_ODF}text"),
    "ods": Kind(".ods", f"{_ODF}spreadsheet"),
    "odp": Kind(".odp", f"{_ODF}presentation"),
    "docx": Kind(".docx", f"{_OOXML}wordprocessingml.document"),
    "xlsx": Kind(".xlsx", f"{_OOXML}spreadsheetml.sheet"),
    "pptx": Kind(".pptx", f"{_OOXML}presentationml.presentation"),
    "csv": Kind(".csv", "text/csv; charset=utf-8"),
}
PICTURE = "picture"  # a file that pictures.py has to decode
HEAD, TAIL = 1024, 2048  # bytes
PIECE = 64 * 1024  # characters
_HEIF_BRANDS = (b"avif", b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc")
_MARKUP = re.compile(r"\s*<[!?/a-z]", re.IGNORECASE)
_CSV_SEPARATORS = (",", ";", "\t")


def kind_of(path: Path, *, name: str) -> str:
    """A key of KINDS, or PICTURE. name: only says whether a text is meant as CSV. Raises Refused.

    A file of several types at once is refused or read as the first one: a picture is made again
    from its pixels, and everything else is only offered as a download.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    if not head:
        raise Refused(_("This file is empty. Choose another file."))
    for signature, kind in _SIGNATURES:
        if signature(head):
            return kind(path, tail)
    if name.lower().endswith(".csv"):
        return _csv(path)
    raise Refused(unknown_type())


def unknown_type() -> str:
    return _(
        "Files of this type cannot be uploaded. You can upload pictures (JPEG, PNG, WebP, AVIF, "
        "GIF), PDF files, and documents, tables and slides (ODF, Office, CSV)."
    )


def _picture(_path: Path, _tail: bytes) -> str:
    return PICTURE


def _pdf(_path: Path, tail: bytes) -> str:
    if b"%%EOF" not in tail:
        raise Refused(archives.damaged())
    return "pdf"


def _office(path: Path, _tail: bytes) -> str:
    if kind := archives.kind_of_archive(path):
        return kind
    raise Refused(unknown_type())


def _csv(path: Path) -> str:
    """A text with rows and a separator, and no markup that a program could take for a page."""
    has_separator, is_beginning = False, True
    try:
        for text in _pieces_of_text(path):
            if "\0" in text or (is_beginning and _MARKUP.match(text)):
                raise Refused(unknown_type())
            is_beginning = False
            has_separator = has_separator or any(mark in text for mark in _CSV_SEPARATORS)
    except UnicodeDecodeError as error:
        message = _("Save this table as CSV with the encoding UTF-8, and upload it again.")
        raise Refused(message) from error
    if not has_separator:
        raise Refused(unknown_type())
    return "csv"


def _pieces_of_text(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig") as file:
        while text := file.read(PIECE):
            yield text


def _is_heif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _begins(*prefixes: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(prefixes)


_SIGNATURES: list[tuple[Callable[[bytes], bool], Callable[[Path, bytes], str]]] = [
    (_begins(b"\xff\xd8\xff"), _picture),
    (_begins(b"\x89PNG\r\n\x1a\n"), _picture),
    (_begins(b"GIF87a", b"GIF89a"), _picture),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _picture),
    (_is_heif, _picture),
    (_begins(b"%PDF-1.", b"%PDF-2."), _pdf),
    (_begins(b"PK\x03\x04"), _office),
]
