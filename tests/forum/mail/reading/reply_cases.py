"""The mails of `tests/forum/mail/data/replies`, with the known texts of their authors."""

import json
from dataclasses import dataclass
from pathlib import Path

from forum.mail.reading.message import read_mail

FOLDER = Path(__file__).parent.parent / "data" / "replies"


@dataclass(frozen=True)
class ReplyCase:
    source: str
    name: str
    text: str
    expected_kind: str
    expected: str

    def __str__(self) -> str:
        return f"{self.source}/{self.name}"


def reply_cases() -> list[ReplyCase]:
    return [case for path in sorted(FOLDER.glob("*.jsonl")) for case in _cases_of(path)]


def cases_of_kind(*kinds: str) -> list[ReplyCase]:
    return [case for case in reply_cases() if case.expected_kind in kinds]


def _cases_of(path: Path) -> list[ReplyCase]:
    return [
        ReplyCase(
            source=path.stem,
            name=row["name"],
            text=_text(row["input"], row["format"]),
            expected_kind=row["expected_kind"],
            expected=row.get("expected", ""),
        )
        for row in map(json.loads, path.read_text().splitlines())
    ]


def _text(given: str, given_format: str) -> str:
    if given_format == "txt":
        return given
    head = "Content-Type: text/html; charset=utf-8\n\n" if given_format == "html" else ""
    return read_mail((head + given).encode()).text


def without_line_ends(text: str) -> str:
    """The text as the sources compare it: without spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
