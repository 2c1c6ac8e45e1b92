"""All forms of a word have the same stem, with accents and without."""

import pytest

from collective_brain.i18n.folding import fold
from forum.search.stemmer import LANGUAGES, stem

FORMS_OF_ONE_WORD = {
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
    ("language", "forms"),
    [(language, forms) for language, groups in FORMS_OF_ONE_WORD.items() for forms in groups],
)
def test_all_forms_of_a_word_have_the_same_stem(language, forms):
    assert len({stem(fold(form), language) for form in forms.split()}) == 1


@pytest.mark.parametrize("acronym", ["ilo", "oit", "sse", "ess", "193", "ong"])
def test_acronyms_and_numbers_are_their_own_stems(acronym):
    assert {stem(acronym, language) for language in LANGUAGES} == {acronym}
