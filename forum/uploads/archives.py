"""Look into office files, which are ZIP archives, without unpacking them to disk."""

import zipfile
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from collective_brain.errors import Refused

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200_000_000  # bytes
MAX_RATIO = 200  # unpacked bytes for each packed one, above MIN_FOR_RATIO
MIN_FOR_RATIO = 1_000_000  # bytes; small files of one character compress well
MAX_INDEX = 500_000  # bytes of [Content_Types].xml
CHUNK = 64 * 1024
# Programs inside a document.
MACROS = ("vbaproject.bin", "vbadata.xml", "basic/script-lc.xml", ".class", ".jar", ".exe", ".js")
ODF = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# The part that each format has, and its type in [Content_Types].xml.
OOXML = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
}


def kind_of_archive(path: Path) -> str:
    """The kind of office file, or "" for another archive. Raises Refused for a dangerous one."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive)
            kind = _kind(archive)
            if kind:
                _read_everything(archive)
            return kind
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused(damaged()) from error
    except (RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Refused(damaged()) from error  # with a password, or a broken stream


def damaged() -> str:
    return _("This file is damaged, incomplete or protected by a password. Choose another file.")


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    is_dense = unpacked > MIN_FOR_RATIO and unpacked / packed > MAX_RATIO
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or is_dense:
        raise Refused(_("This file is too large when it is unpacked. Choose a smaller one."))
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(map(_leads_out, names)):
        raise Refused(damaged())
    if any(name.lower().endswith(MACROS) for name in names):
        raise Refused(_("This document contains macros. Save it without macros and try again."))


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/")


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        return ODF.get(_read(archive, "mimetype", 200).decode(errors="replace"), "")
    if "[Content_Types].xml" not in names:
        return ""
    types = _read(archive, "[Content_Types].xml", MAX_INDEX)
    if b"macroEnabled" in types:
        raise Refused(_("This document contains macros. Save it without macros and try again."))
    for kind, (part, content_type) in OOXML.items():
        if part in names and content_type in types:
            return kind
    return ""


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as entry:
        return entry.read(most)


def _read_everything(archive: zipfile.ZipFile) -> None:
    """Check every checksum. An entry that is longer than it says is damaged."""
    for info in archive.infolist():
        with archive.open(info) as entry:
            _read_entry(entry)


def _read_entry(entry: IO[bytes]) -> None:
    while entry.read(CHUNK):
        pass
