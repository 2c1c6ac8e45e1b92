"""Update the message catalogues (.po files) from the source, and find problems in them."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings

from collective_brain.i18n.extraction import Message, extract_messages

# Spanish has a third form for whole millions ("un millón de temas"). French treats 0 as singular.
PLURAL_FORMS = {
    "es": "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
    "fr": "nplurals=2; plural=(n > 1);",
    "pt": "nplurals=2; plural=(n != 1);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
}
# These catalogues contain only what differs. gettext takes the rest from the one on the right.
VARIANTS = {"pt_BR": "pt"}
# French has a space before these marks and inside « ». A line must not break there.
BREAKABLE_FRENCH_SPACE = re.compile(r" (?=[:;!?»])|(?<=«) ")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def update_catalogues() -> None:
    """Write the present texts into every catalogue, and keep the translations of these texts."""
    messages = extract_messages()
    for language in PLURAL_FORMS:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        old_entries = _read_catalogue(path)
        catalogue = _empty_catalogue(language)
        for message, entry in messages.items():
            if language not in VARIANTS or message in old_entries:
                catalogue.append(_with_translation(entry, old_entries.get(message), language))
        catalogue.save(str(path))


def _empty_catalogue(language: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Collective Brain",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    return catalogue


def _with_translation(
    entry: polib.POEntry, old_entry: polib.POEntry | None, language: str
) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        msgstr=old_entry.msgstr if old_entry else "",
        msgstr_plural=_plural_translations(old_entry, language) if entry.msgid_plural else {},
        comment=entry.comment,
        occurrences=entry.occurrences,
        flags=[*entry.flags, *(["fuzzy"] if old_entry and old_entry.fuzzy else [])],
    )


def _plural_translations(old_entry: polib.POEntry | None, language: str) -> dict[int, str]:
    """Return a text for each plural form of `language`; "" for a missing one."""
    number_of_forms = int(PLURAL_FORMS[language][len("nplurals=")])
    old_forms = old_entry.msgstr_plural if old_entry else {}
    return {form: old_forms.get(form, "") for form in range(number_of_forms)}


def find_problems() -> Iterator[str]:
    """Yield a sentence for each text that is missing, fuzzy, broken or no longer used."""
    messages = extract_messages()
    for language in PLURAL_FORMS:
        entries = _read_catalogue(catalogue_path(language))
        for message in messages:
            if language in VARIANTS and message not in entries:
                continue
            if problem := _problem_of(message, entries.get(message), language):
                yield f"{language}: {problem}: {message.text!r}"
        for message in entries.keys() - messages.keys():
            yield f"{language}: no longer used (make catalogues removes it): {message.text!r}"


def _problem_of(message: Message, entry: polib.POEntry | None, language: str) -> str:
    if entry is None:
        return "not in the catalogue (make catalogues adds it)"
    forms = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
    if not all(forms):
        return "not translated"
    if entry.fuzzy:
        return "fuzzy"
    if not _has_right_placeholders(forms, message):
        return f"placeholders differ in {forms!r}"
    if language == "fr" and any(BREAKABLE_FRENCH_SPACE.search(form) for form in forms):
        return "a no-break space (U+00A0) is missing before : ; ! ? or inside « »"
    return ""


def _has_right_placeholders(forms: list[str], message: Message) -> bool:
    """Compare the placeholders of each form with those of the text.

    A form may leave out the number if the singular does ("One reply"), but the last form may not.
    """
    allowed = [_placeholders(text) for text in (message.text, message.plural) if text]
    used = [_placeholders(form) for form in forms]
    return used[-1] == allowed[-1] and all(placeholders in allowed for placeholders in used)


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
