"""The mails of a folder, and what is known of them.

The folder has one folder for each source, and an `index.jsonl` with the path and tags of each mail.
The tags are guesses; `corrected_tags.json` corrects those that were found wrong.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import py3langid

from forum.mail.reading.message import read_mail

INDEX = "index.jsonl"
CORRECTIONS = Path(__file__).with_name("corrected_tags.json")
TAGS_OF_MACHINES = ("abuse-report", "bounce", "autoresponder", "calendar")
FEWEST_LETTERS = 40  # of a text whose language is guessed


@dataclass(frozen=True)
class CorpusMail:
    path: str
    raw: bytes
    tag: str  # which machine sent it; "none" for a person
    sender: str  # "" if From does not name exactly one address
    language: str

    @property
    def source(self) -> str:
        return self.path.split("/")[0]

    @property
    def is_of_machine(self) -> bool:
        return self.tag != "none"


def missing_files(folder: Path) -> str:
    """What `folder` lacks, as a sentence; "" if nothing."""
    if not folder.is_dir():
        return f"There is no folder {folder}. Name one: make mail-corpus FOLDER=/path/to/mails"
    if not (folder / INDEX).is_file():
        return f"{folder} has no {INDEX}, which lists the path and the tags of each mail."
    lost = [path for path, _tags in _rows(folder) if not (folder / path).is_file()]
    return f"{folder} lacks {len(lost)} mails of its {INDEX}, such as {lost[0]}." if lost else ""


def read_folder(folder: Path) -> list[CorpusMail]:
    corrected = json.loads(CORRECTIONS.read_text())
    return [
        _read((folder / path).read_bytes(), path, corrected.get(path, tags))
        for path, tags in _rows(folder)
    ]


def _rows(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for line in (folder / INDEX).read_text().splitlines():
        row = json.loads(line)
        yield row["path"].removeprefix("raw-mime/"), row["tags"]


def _read(raw: bytes, path: str, tags: list[str]) -> CorpusMail:
    mail = read_mail(raw)
    is_long = len(mail.text) > FEWEST_LETTERS
    return CorpusMail(
        path=path,
        raw=raw,
        tag=next((tag for tag in TAGS_OF_MACHINES if tag in tags), "none"),
        sender=mail.sender,
        language=py3langid.classify(mail.text[:2_000])[0] if is_long else "too short",
    )
