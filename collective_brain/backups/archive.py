"""The archive file: how it is written, verified and unpacked.

The manifest is the first member, so that it can be read without unpacking the rest.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from collective_brain.errors import Refused

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
COMPRESSION = 6  # of 9; the last levels take twice the time for 1 %
CHUNK = 1_000_000  # bytes

Manifest = dict[str, Any]


def write_archive(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write `files`, by their names in the archive, to `path`, and wait for the disk.

    The manifest gets the checksum of each file.
    """
    manifest["members"] = {name: sha256_of(file) for name, file in files.items()}
    text = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    with _create_for_owner(path) as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=COMPRESSION) as tar:
            tar.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
            for name, file in files.items():
                with file.open("rb") as content:
                    tar.addfile(_entry(name, file.stat().st_size), content)
        raw.flush()
        os.fsync(raw.fileno())


def read_manifest(path: Path) -> Manifest:
    """Raises Refused if `path` is not a backup, or was written by a newer version of the site."""
    with _open_archive(path) as tar:
        first = tar.next()
        content = tar.extractfile(first) if first and first.name == MANIFEST else None
        if content is None:
            raise Refused(f"{path} is not a backup of this site.")
        manifest: Manifest = json.load(content)
    if manifest["format"] > FORMAT_VERSION:
        raise Refused(f"{path} was written by a newer version of the site. Install that version.")
    return manifest


def verify_archive(path: Path) -> None:
    """Read the whole archive and compare every checksum. Raises Refused."""
    _read_members(path, None)


def unpack_archive(path: Path, folder: Path) -> None:
    """Write every member below `folder`. Raises Refused if a checksum is wrong."""
    _read_members(path, folder)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_members(path: Path, folder: Path | None) -> None:
    expected = read_manifest(path)["members"]
    seen = set()
    with _open_archive(path) as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            if entry.name == MANIFEST or content is None:
                continue
            if expected.get(entry.name) != _copy(content, folder and _inside(folder, entry.name)):
                raise Refused(f"{path} is damaged: the checksum of {entry.name} is wrong.")
            seen.add(entry.name)
    if missing := expected.keys() - seen:
        raise Refused(f"{path} is damaged: {min(missing)} is missing.")


def _copy(content: IO[bytes], target: Path | None) -> str:
    """Read `content`, write it to `target` if there is one, and return its checksum."""
    digest = hashlib.sha256()
    with _create_for_owner(target) if target else Path(os.devnull).open("wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a member. Raises Refused for a name that leads out of `folder`."""
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Refused(f"The backup has a file with a forbidden name: {name}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


@contextmanager
def _open_archive(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            yield tar
    except FileNotFoundError as error:
        raise Refused(f"{path} does not exist.") from error
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, OSError, ValueError, KeyError) as error:
        raise Refused(f"{path} is damaged, or is not a backup: {error}.") from error


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _create_for_owner(path: Path) -> IO[bytes]:
    """A backup has e-mail addresses and hashes of passwords: only its owner may read it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
