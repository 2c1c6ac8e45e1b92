"""Decode pictures in a process of its own, one at a time in each process of the site."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from collective_brain.errors import Refused
from forum.uploads import picture_worker

THUMBNAIL_BYTES = 15_000
SQUARE_BYTES, SQUARE_SIDE = 4_000, 128  # of a profile picture, in bytes and pixels
SECONDS = 30  # of the clock
_one_decoding = threading.Semaphore(1)  # its memory is that of one picture, however many arrive


class Picture(NamedTuple):
    """kind: of file_types.KINDS. file, thumbnail: the paths of the new files."""

    kind: str
    width: int
    height: int
    file: Path
    thumbnail: Path


def make_clean(source: Path, folder: Path) -> Picture:
    """Write the picture without metadata and its thumbnail to `folder`. Raises Refused."""
    answer = _run_worker(source, folder, THUMBNAIL_BYTES)
    return Picture(
        answer["format"],
        answer["width"],
        answer["height"],
        folder / "picture",
        folder / "thumbnail",
    )


def make_square(source: Path, folder: Path) -> bytes:
    """The middle of the picture as a small square, in WebP. Raises Refused."""
    _run_worker(source, folder, SQUARE_BYTES, SQUARE_SIDE)
    return (folder / "thumbnail").read_bytes()


def _run_worker(source: Path, folder: Path, *sizes: int) -> dict[str, Any]:
    """A process that was killed, or has crashed, read a damaged file. Raises Refused."""
    script = [sys.executable, "-I", picture_worker.__file__]
    arguments = [str(source), str(folder), *map(str, sizes)]
    try:
        with _one_decoding:
            done = subprocess.run(
                [*script, *arguments], capture_output=True, timeout=SECONDS, check=True
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Refused(_damaged()) from error
    answer: dict[str, Any] = json.loads(done.stdout)
    if reason := answer.get("refused"):
        sentences = {"pixels": _too_many_pixels, "heic": _heic, "damaged": _damaged}
        raise Refused(sentences[reason]())
    return answer


def _too_many_pixels() -> str:
    return _("This picture has too many pixels. Make it smaller, to at most 25 megapixels.")


def _heic() -> str:
    return _(
        "This site cannot read HEIC pictures. Send the picture as JPEG: on an iPhone, choose "
        "Settings, Camera, Formats, Most Compatible."
    )


def _damaged() -> str:
    return _("This picture is damaged or incomplete. Choose another file.")
