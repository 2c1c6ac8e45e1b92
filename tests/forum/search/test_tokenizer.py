"""Words: folded, and every form of one word has one stem, with its accents or without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.tokenizer import (
    LANGUAGES,
    MAX_WORD_LENGTH,
    fold,
    stem,
    tokens,
    words,
)

ONE_WORD = {
    "en": [
        "cooperative cooperatives",
        "worker workers",
        "policy policies",
        "formalise formalising",
        "unions union",
    ],
    "es": [
        "cooperación cooperacion cooperaciones",
        "económica económico economicas",
        "trabajador trabajadoras",
        "mujer mujeres",
        "joven jóvenes",
        "ley leyes",
        "sindical sindicales",
    ],
    "fr": [
        "coopérative cooperatives",
        "solidarité solidarites",
        "social sociaux sociale",
        "première premieres",
        "organisé organisée organiser organisees",
        "travailleur travailleuses",
        "formateur formatrices",
        "mutuelle mutuelles",
    ],
    "pt": [
        "organização organizacao organizações organizacoes",
        "gestão gestões gestao",
        "social sociais",
        "nível níveis",
        "catador catadoras",
        "solidário solidária solidarias",
        "cidadão cidadãos",
        "mulher mulheres",
    ],
}


@pytest.mark.parametrize(
    ("language", "forms"), [(code, one) for code, all_ in ONE_WORD.items() for one in all_]
)
def test_the_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(fold(form), language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’économie sociale", "l economie sociale"),
        ("Œuvre, cœur; straße", "oeuvre coeur strasse"),
        ("R-193 (2002): 1,5 %", "r 193 r193 2002 1 5"),
        ("co-operative 2009-2022", "co operative cooperative 2009 2022"),
        ("ILO/OIT & SSE_ESS", "ilo oit sse ess"),
        ("José Jose\u0301", "jose jose"),
        ("協同組合 と Koop", "協 同 組 合 と koop"),
        ("العَرَبِيَّة", "العربية"),
        ("🙂 — … ¿¡", ""),
        ("ﬁnance ½", "finance 1 2"),
    ],
)
def test_words_of_a_text(text, found):
    assert " ".join(words(text)) == found


@pytest.mark.parametrize("acronym", ["ilo", "oit", "sse", "ess", "193", "ong"])
def test_acronyms_and_numbers_are_their_own_stems(acronym):
    assert {stem(acronym, language) for language in LANGUAGES} == {acronym}


@given(st.text(max_size=200))
def test_any_text_has_words_at_its_places(text):
    for word, start, end in tokens(text):
        assert 0 < len(word) <= MAX_WORD_LENGTH and 0 <= start < end <= len(text)
        assert word.isalnum() and "ß" not in word
        assert word in "".join(filter(str.isalnum, fold(text[start:end])))
        assert all(stem(word, language) for language in LANGUAGES)
