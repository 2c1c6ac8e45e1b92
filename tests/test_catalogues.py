"""The Spanish, French and Portuguese catalogues are complete, and their placeholders are right."""

import pytest

from collective_brain.i18n import catalogues


def test_the_catalogues_are_complete():
    assert list(catalogues.find_problems()) == []


@pytest.mark.parametrize(
    ("text", "plural", "forms", "problem"),
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
def test_a_problem_of_a_translation_is_named(text, plural, forms, problem):
    message = catalogues.Message(text, plural, "")
    entry = catalogues.polib.POEntry(msgid=text, msgid_plural=plural)
    if plural:
        entry.msgstr_plural = dict(enumerate(forms))
    else:
        entry.msgstr = forms[0]
    found_problem = catalogues._problem_of(message, entry, "es")
    assert problem in found_problem and bool(problem) == bool(found_problem)


def test_a_french_line_never_breaks_before_a_mark():
    message = catalogues.Message("Who?", "", "")
    breakable = catalogues.polib.POEntry(msgid="Who?", msgstr="« Qui » ?")
    right = catalogues.polib.POEntry(msgid="Who?", msgstr="«\u00a0Qui\u00a0»\u00a0?")
    assert "no-break space" in catalogues._problem_of(message, breakable, "fr")
    assert catalogues._problem_of(message, right, "fr") == ""
