"""Where backups are kept: a folder, or a bucket of S3-compatible storage (s3://bucket/folder).

A `Place` lists, adds, fetches and deletes archives by their names.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from collective_brain.backups.archive import sha256_of
from collective_brain.backups.files import rename_durably
from collective_brain.errors import Refused

WORK_PREFIX = ".backup-work-"
S3_SCHEME = "s3://"


class Place(Protocol):
    def workspace(self) -> Path:
        """Return the folder in which an archive is written before `add`."""

    def names(self) -> list[str]: ...

    def add(self, archive: Path, name: str) -> None:
        """Move the archive here under its name, when it is whole and verified."""

    def fetch(self, name: str, folder: Path) -> Path:
        """Return the path of an archive; store it in `folder` if it is elsewhere."""

    def delete(self, name: str) -> None: ...


def open_place(address: str) -> Place:
    """Return the place at a path or at s3://bucket/folder."""
    return Bucket(address) if address.startswith(S3_SCHEME) else Folder(Path(address))


def split_address(address: str) -> tuple[str, str]:
    """Return the address of the place, and the name of the archive in it."""
    place, _slash, name = address.rpartition("/")
    return (place or ("/" if address.startswith("/") else ".")), name


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def workspace(self) -> Path:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"The folder {self.path} cannot be created: {error.strerror}.") from error
        return self.path

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.glob("*") if path.is_file())

    def add(self, archive: Path, name: str) -> None:
        rename_durably(archive, self.path / name)

    def fetch(self, name: str, folder: Path) -> Path:
        return self.path / name

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


class Bucket:
    """The package obstore reads the AWS_… variables: keys, region, AWS_ENDPOINT_URL."""

    def __init__(self, address: str) -> None:
        try:
            import obstore
            from obstore.store import from_url
        except ModuleNotFoundError as error:
            raise Refused(
                "s3:// needs the package obstore: "
                "pip install --no-deps --require-hashes -r deploy/requirements.txt"
            ) from error
        self._obstore: Any = obstore
        with self._sentences():
            self._store: Any = from_url(address)

    def workspace(self) -> Path:
        return Folder(settings.VAR / "backup-work").workspace()

    def names(self) -> list[str]:
        with self._sentences():
            pages = list(self._obstore.list(self._store))
        return sorted(entry["path"] for page in pages for entry in page)

    def add(self, archive: Path, name: str) -> None:
        """Send the archive, and read it back from the storage."""
        with self._sentences():
            self._obstore.put(self._store, name, archive)
        copy = archive.with_suffix(".sent")
        self._download(name, copy)
        if sha256_of(copy) != sha256_of(archive):
            raise Refused(f"The storage returned other bytes than it received: {name}.")
        archive.unlink()

    def fetch(self, name: str, folder: Path) -> Path:
        return self._download(name, folder / name)

    def delete(self, name: str) -> None:
        with self._sentences():
            self._obstore.delete(self._store, name)

    def _download(self, name: str, target: Path) -> Path:
        with self._sentences(), target.open("wb") as file:
            for chunk in self._obstore.get(self._store, name).stream():
                file.write(chunk)
        return target

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Raise Refused, with the first line of what the storage says."""
        try:
            yield
        except FileNotFoundError as error:
            raise Refused(f"The storage does not have it: {_first_line(error)}") from error
        except self._obstore.exceptions.BaseError as error:
            raise Refused(f"The storage failed: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


@contextmanager
def work_folder(place: Place) -> Iterator[Path]:
    """A temporary folder in the workspace of `place`. Only one backup at a time may have one.

    Folders that a killed process left are deleted first.
    """
    workspace = place.workspace()
    with (workspace / ".backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(f"Another backup is being written to {workspace}.") from error
        for leftover in workspace.glob(f"{WORK_PREFIX}*"):
            shutil.rmtree(leftover)
        folder = workspace / f"{WORK_PREFIX}now"
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
