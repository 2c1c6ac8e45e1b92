"""Write the files of an export piece by piece, so that the worker can stop and go on.

Each table is a JSON file that grows by CHUNK rows. A position names the table, the last row and
the size of the file: whatever a killed worker wrote after it is cut off. At the end the files
become one ZIP file. The memory that this takes does not grow with the number of rows.
"""

import base64
import json
import logging
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from forum.exports.models import Export, exports_folder
from forum.exports.readable import write_index
from forum.exports.tables import Table, tables
from forum.profile_pictures.models import ProfilePicture
from forum.uploads.models import Upload, file_storage

logger = logging.getLogger(__name__)

CHUNK = 500  # rows
MAX_UNPACKED = 5_000_000  # bytes of a mail that the site stored


class Position(NamedTuple):
    """Where to go on. table: its index. size: of its file. last: the key of the last row, or None.

    last is a text, because keys of some tables are no numbers.
    """

    table: int
    size: int
    last: Any


def write_parts(export: Export, after: Any) -> Iterator[list[Any]]:
    """Write the JSON files, and yield a Position as a list after each piece."""
    position = Position(*after) if after and export.parts_folder.exists() else Position(0, 0, None)
    export.parts_folder.mkdir(parents=True, exist_ok=True)
    exports_folder().chmod(0o700)
    for index, table in enumerate(tables()):
        if index < position.table:
            continue
        is_started = index == position.table
        start = position if is_started else Position(index, 0, None)
        for size, last in _write_table(export, table, size=start.size, last=start.last):
            yield [index, size, last]
        yield [index + 1, 0, None]


def pack(export: Export, *, language: str) -> None:
    """Make the ZIP file from the parts, and delete them."""
    write_index(export, _counts(export), language=language)
    unfinished = export.zip_path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(export.parts_folder.iterdir()):
            archive.write(path, path.name)
        _add_uploads(archive, export.member_id)
        _add_profile_picture(archive, export.member_id)
    unfinished.chmod(0o600)
    unfinished.rename(export.zip_path)


def _add_uploads(archive: zipfile.ZipFile, member_id: int) -> None:
    """The member's own files, under the names that they had. They are compressed already."""
    uploads = Upload.objects.filter(owner=member_id).exclude(file="").order_by("pk")
    for upload in uploads.iterator(chunk_size=CHUNK):
        entry = zipfile.ZipInfo(f"files/{upload.pk}-{Path(upload.name).name}")
        try:
            with file_storage().open(upload.file) as stored, archive.open(entry, "w") as copy:
                shutil.copyfileobj(stored, copy)
        except FileNotFoundError:
            logger.warning("The file of upload %s is missing in an export", upload.pk)


def _add_profile_picture(archive: zipfile.ZipFile, member_id: int) -> None:
    for picture in ProfilePicture.objects.filter(member=member_id):
        archive.writestr(zipfile.ZipInfo("files/profile-picture.webp"), bytes(picture.content))


def _write_table(
    export: Export, table: Table, *, size: int, last: Any
) -> Iterator[tuple[int, Any]]:
    """Append chunks of rows. Yields the size of the file and the key of the last row."""
    path = export.parts_folder / f"{table.name}.json"
    rows = table.rows_of(export.member_id).values("pk", *table.columns())
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(size)
        file.seek(size)
        if size == 0:
            file.write(b"[")
        while chunk := list((rows.filter(pk__gt=last) if last else rows)[:CHUNK]):
            for row in chunk:
                key = row.pop("pk")
                file.write(b"\n" if last is None else b",\n")
                file.write(_as_json(row))
                last = key
            file.flush()
            yield file.tell(), last
        file.write(b"\n]\n")


def _as_json(row: dict[str, Any]) -> bytes:
    named = {name.replace("__handle", ""): value for name, value in row.items()}
    return json.dumps(named, cls=_Encoder, ensure_ascii=False).encode()


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        """A stored mail is compressed; other bytes become base64."""
        if not isinstance(value, bytes | memoryview):
            return super().default(value)
        try:
            text = zlib.decompressobj().decompress(bytes(value), MAX_UNPACKED)
        except zlib.error:
            return base64.b64encode(bytes(value)).decode()
        return text.decode(errors="replace")


def _counts(export: Export) -> list[tuple[Table, int, Path]]:
    """Each table with rows, how many, and its file. Empty files are deleted."""
    counts = []
    for table in tables():
        path = export.parts_folder / f"{table.name}.json"
        if count := table.rows_of(export.member_id).count():
            counts.append((table, count, path))
        else:
            path.unlink(missing_ok=True)
    return counts
