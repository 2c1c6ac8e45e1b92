"""Words that a review of the texts replaced do not come back."""

import re
from collections.abc import Iterator

import pytest

from collective_brain.i18n import catalogues
from collective_brain.i18n.extraction import extract_messages

OLD_WORDS = {
    "en": r"""
        \bhandles?\b(?!\))  second\ step  \bmeanwhile\b  \banew\b  organis  recognis  \bcostly\b
        \b[Yy]ou\ may\b  \bMake\ (an?|my|new|the)\b  \bGive\b(?!\ a\ reason)
        Look\ (after|again|into)
        \bgo(es)?\ on\ (talking|reading)\b  \bbelong\ together\b  for\ good\b  for\ ever\b
        ^(Your|The)\ [\w\ -]+\ is\ (saved|kept|changed|deleted|removed)\.?$  \bone\ signs\b
        (?<!Check\ )\byour\ e-mail\b(?!\ address)  \bwithdraw\b  \b[Nn]obody\ whom\b  \bGood\ day\b
    """,
    "es": r"""
        segundo\ paso  \bEntrar\b  \bSalir\b  hay\ que\ unirse  \bUnirse\b  [Nn]otificaci
        \bfacilitadores\b  \bordenador  \w\((a|as|o)\)  \blos\ demás\b(?!\ dispositivos)
        ^Avisar\ a\b
    """,
    "fr": r"""
        deuxième\ étape  \b[Aa]vis\b  e-mail  \bgardée?s?\b  \bmarch(e|ent|é)\b  \w\(e\)
        «\xa0Suivi\xa0»  facilitateur  \#[{%]
    """,
    "pt": r"""
        segundo\ passo  [Ss]ítio  [«»]  \w\((a|as|o)\)  \b[Aa]derir\b  \bSair\b  facilitadores
        ^Avisar\ as\b
    """,
    "pt_BR": r"""
        palavras?-passe  utilizador  ecrã  ficheiro  separador  [Gg]uardad[oa]  a\ escrever\b…
        \bligação\b  entretanto  \bprima\b  dois\ passos
    """,
}


def _patterns(language: str) -> list[str]:
    return re.split(r"(?<!\\)\s+", OLD_WORDS[language].strip())


def _texts(language: str) -> Iterator[str]:
    if language == "en":
        for message in extract_messages():
            yield from (message.text, message.plural)
        return
    entries = catalogues._read_catalogue(catalogues.catalogue_path(language))
    if base := catalogues.VARIANTS.get(language):
        entries = catalogues._read_catalogue(catalogues.catalogue_path(base)) | entries
    for entry in entries.values():
        yield from (entry.msgstr, *entry.msgstr_plural.values())


@pytest.mark.parametrize("language", OLD_WORDS)
def test_no_text_contains_a_word_that_was_replaced(language):
    found = [
        f"{pattern}: {text}"
        for text in _texts(language)
        for pattern in _patterns(language)
        if re.search(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "This handle is taken."),
        ("en", "Your profile is saved."),
        ("en", "You may not do this."),
        ("es", "Académico(a)"),
        ("es", "Avisar a las personas facilitadoras"),
        ("fr", "Vos avis"),
        ("pt", "A administração do sítio"),
        ("pt_BR", "Repita a palavra-passe"),
    ],
)
def test_an_old_word_is_found(language, text):
    assert any(re.search(pattern, text) for pattern in _patterns(language))
