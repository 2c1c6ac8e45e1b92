"""The path of a file that came with a form."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import UploadedFile


@contextmanager
def on_disk(file: UploadedFile) -> Iterator[Path]:
    """A copy, which is deleted at the end."""
    with NamedTemporaryFile(prefix="upload-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
