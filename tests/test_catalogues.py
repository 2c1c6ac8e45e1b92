"""Spanish, French and Portuguese are whole: nothing missing, fuzzy, left over, or with other placeholders."""

import pytest

from collective_brain.i18n import catalogues


def test_the_catalogues_are_whole():
    assert list(catalogues.find_problems()) == []


@pytest.mark.parametrize(
    ("text", "plural", "forms", "wrong"),
    [
        ("Wait %(wait)d s", "", ["Espera %(wait)d s"], ""),
        ("Wait %(wait)d s", "", ["Espera %(waits)d s"], "placeholders differ"),
        (
            "%(n)d reply",
            "%(n)d replies",
            ["una respuesta", "%(n)d respuestas"],
            "placeholders differ",
        ),
        ("One reply", "%(n)d replies", ["Una respuesta", "%(n)d respuestas"], ""),
        ("One reply", "%(n)d replies", ["Una respuesta", "respuestas"], "placeholders differ"),
        ("Reply", "", [""], "not translated"),
    ],
)
def test_what_is_wrong_is_named(text, plural, forms, wrong):
    message = catalogues.Message(text, plural, "")
    entry = catalogues.polib.POEntry(msgid=text, msgid_plural=plural)
    if plural:
        entry.msgstr_plural = dict(enumerate(forms))
    else:
        entry.msgstr = forms[0]
    found = catalogues._problem_of(message, entry)
    assert wrong in found and bool(wrong) == bool(found)
