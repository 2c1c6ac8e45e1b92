"""Find the texts to translate: Babel reads Python, and Django turns templates into Python."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

FOLDERS = ("accounts", "collective_brain", "forum", "templates")
# Function -> the positions of its arguments: the context ("c"), the text, its plural.
KEYWORDS = {
    name + lazy: arguments
    for name, arguments in {
        "_": None,
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
}


class Message(NamedTuple):
    """One text to translate. `plural` and `context` are "" if it has none."""

    text: str
    plural: str
    context: str


def extract_messages() -> dict[Message, polib.POEntry]:
    """Return every text of the site in the order of files, as an entry without a translation."""
    entries: dict[Message, polib.POEntry] = {}
    for path in _source_files():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for message, comments in _messages_in(path):
            entry = entries.setdefault(message, _new_entry(message))
            if (name, "") not in entry.occurrences:
                entry.occurrences.append((name, ""))
            entry.comment = "\n".join(dict.fromkeys([*entry.comment.splitlines(), *comments]))
    return entries


def _new_entry(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    entry.msgid_plural = message.plural
    if "%(" in message.text + message.plural:
        entry.flags.append("python-format")
    return entry


def _source_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _messages_in(path: Path) -> Iterator[tuple[Message, list[str]]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Brackets, because the indentation of a template is not valid in Python.
        source = f"({templatize(source, origin=str(path))}\n)"
    for _line, text, comments, context in extract(
        "python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=["Translators:"]
    ):
        singular, plural = text if isinstance(text, tuple) else (text, "")
        yield Message(singular, plural, context or ""), comments
