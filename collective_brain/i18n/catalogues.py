"""The catalogues: what make catalogues writes into them, and what is wrong with them."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings

from collective_brain.i18n.extraction import Message, extract_messages

# Spanish has a form of its own for whole millions ("un millón de temas"); French counts zero as one.
PLURAL_FORMS = {
    "es": "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
    "fr": "nplurals=2; plural=(n > 1);",
    "pt": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def update_catalogues() -> None:
    """Bring every catalogue to what the project says today; translations that still serve stay."""
    found = extract_messages()
    for language in PLURAL_FORMS:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        known = _read_catalogue(path)
        fresh = polib.POFile(wrapwidth=110)
        fresh.metadata = {
            "Project-Id-Version": "Collective Brain",
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURAL_FORMS[language],
        }
        fresh.extend(
            _entry_with_translation(entry, known.get(message), language)
            for message, entry in found.items()
        )
        fresh.save(str(path))


def _entry_with_translation(
    entry: polib.POEntry, known: polib.POEntry | None, language: str
) -> polib.POEntry:
    forms = dict.fromkeys(range(int(PLURAL_FORMS[language][len("nplurals=")])), "")
    if known:
        forms |= {number: text for number, text in known.msgstr_plural.items() if number in forms}
    return polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        msgstr=known.msgstr if known else "",
        msgstr_plural=forms if entry.msgid_plural else {},
        comment=entry.comment,
        occurrences=entry.occurrences,
        flags=[*entry.flags, *(["fuzzy"] if known and known.fuzzy else [])],
    )


def find_problems() -> Iterator[str]:
    """What keeps a catalogue from being whole, a sentence each: missing, fuzzy, broken or left over."""
    found = extract_messages()
    for language in PLURAL_FORMS:
        known = _read_catalogue(catalogue_path(language))
        for message in found:
            if why := _problem_of(message, known.get(message)):
                yield f"{language}: {why}: {message.text!r}"
        for message in known.keys() - found.keys():
            yield f"{language}: no longer used (make catalogues drops it): {message.text!r}"


def _problem_of(message: Message, entry: polib.POEntry | None) -> str:
    if entry is None:
        return "not in the catalogue (make catalogues adds it)"
    forms = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
    if not all(forms):
        return "not translated"
    if entry.fuzzy:
        return "fuzzy"
    # "One reply" may do without its number; the other forms may not.
    allowed = [_placeholders(text) for text in (message.text, message.plural) if text]
    if (
        any(_placeholders(form) not in allowed for form in forms)
        or _placeholders(forms[-1]) != allowed[-1]
    ):
        return f"placeholders differ in {forms!r}"
    return ""


def _placeholders(text: str) -> Counter[str]:
    return Counter(match.group() for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def _read_catalogue(path: Path) -> dict[Message, polib.POEntry]:
    if not path.exists():
        return {}
    return {
        Message(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }
