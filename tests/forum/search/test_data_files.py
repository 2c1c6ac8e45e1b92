"""The files in forum/search/data can be edited without code. A mistake fails here."""

import pytest

from collective_brain.i18n.folding import fold
from forum.search import glossary
from forum.search.glossary import concepts_in, instruments
from forum.search.stemmer import LANGUAGES, WORD_FORMS_FILE, stem
from forum.search.tokenizer import words

WORD_FORMS = [
    line.split()
    for line in WORD_FORMS_FILE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
GLOSSARY = list(glossary._rows("glossary.txt"))


def test_word_forms_are_folded_and_begin_with_one_letter():
    """The search compares only words that begin with the same letter as a stem."""
    for language, word, *forms in WORD_FORMS:
        assert language in LANGUAGES
        for form in (word, *forms):
            assert fold(form) == form and form[0] == word[0] and form.isalpha(), (language, form)


def test_no_form_belongs_to_two_words():
    forms = [(language, form) for language, *all_forms in WORD_FORMS for form in all_forms]
    assert [form for form in forms if forms.count(form) > 1] == []


def test_all_forms_of_a_line_have_one_stem():
    for language, *forms in WORD_FORMS:
        assert len({stem(form, language) for form in forms}) == 1, forms


def test_a_line_of_the_glossary_has_a_term_in_each_language():
    for columns in GLOSSARY:
        assert len(columns) == len(LANGUAGES) and all(columns), columns


@pytest.mark.parametrize("columns", GLOSSARY, ids=lambda columns: columns[0])
def test_each_term_of_the_glossary_finds_its_line(columns):
    texts = [text.strip() for column in columns for text in column.split(";")]
    for text in texts:
        found = {
            phrase.text
            for _start, _end, concept in concepts_in(list(glossary._meaningful_words(text)))
            for phrase in concept
        }
        assert set(texts) <= found, text


def test_an_instrument_is_found_by_each_way_to_write_it():
    for typed in ("R193", "R-193", "r 193", "recommendation 193", "Recomendación núm. 193"):
        concept = next(concepts_in(list(glossary._meaningful_words(typed))))[2]
        assert "R193" in {phrase.text for phrase in concept}, typed


def test_instruments_have_a_code_a_year_and_four_titles():
    codes = [instrument.code for instrument in instruments()]
    assert len(codes) == len(set(codes)) > 30
    for instrument in instruments():
        assert instrument.code[0] in "CR" and instrument.number.isdecimal()
        assert 1919 <= int(instrument.year) <= 2100
        assert all(words(title) for title in instrument.title_by_language.values())
    c29 = next(instrument for instrument in instruments() if instrument.code == "C29")
    assert c29.url("fr").endswith("nrmlx_fr/f?p=NORMLEXPUB:12100:0::NO::P12100_ILO_CODE:C029")
    assert "nrmlx_en" in c29.url("pt")
