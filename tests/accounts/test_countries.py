"""Countries by their UN short names, in every language of the interface."""

import pytest
from babel import Locale
from django.conf import settings
from django.utils import translation

from accounts import countries
from accounts.place_names import LANGUAGES, read_rows
from collective_brain.i18n import folding

ROWS = read_rows("countries.csv")
# What CLDR names beside countries: groups, parts of countries, tests, and Kosovo.
NOT_IN_ISO_3166 = {
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC"),
    *("QO", "TA", "UN", "XA", "XB", "XK", "ZZ"),
}


def names_in(language: str) -> dict[str, str]:
    with translation.override(language):
        return dict(countries.country_choices())


def test_each_language_of_the_interface_has_a_column():
    assert set(LANGUAGES) == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_own_name_in_every_language(language):
    names = [row[language] for row in ROWS]
    assert all(names) and len(set(names)) == len(names) == 249
    for row in ROWS:
        with translation.override(language):
            assert countries.country_name(row["code"]) == row[language].strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_in_the_order_of_names_without_accents(language):
    names = [folding.fold(name) for name in names_in(language).values()]
    assert names == sorted(names)


def test_accents_do_not_move_a_country_to_the_end_of_the_list():
    assert list(names_in("pt").values())[1] == "África do Sul"
    assert list(names_in("en").values())[:3] == ["Afghanistan", "Åland Islands", "Albania"]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("VN", ("Viet Nam", "Viet Nam", "Viet Nam", "Vietname", "Vietnã")),
        ("CI", ("Côte d'Ivoire", *["Côte d’Ivoire"] * 4)),
        ("TR", ["Türkiye"] * 5),
        ("TW", ("Taiwan, China", "Taiwán, China", "Taïwan, Chine", *["Taiwan, China"] * 2)),
        ("KR", ("Republic of Korea", "República de Corea", "République de Corée")),
        ("BO", ("Bolivia (Plurinational State of)", "Bolivia (Estado Plurinacional de)")),
        ("KE", ("Kenya", "Kenya", "Kenya", "Quénia", "Quênia")),
    ],
)
def test_countries_have_the_names_that_the_un_and_the_ilo_write(code, names):
    for language, name in zip(LANGUAGES, names, strict=False):
        assert names_in(language)[code] == name


def test_every_inhabited_country_of_iso_3166_is_offered():
    codes = {code for code in Locale("en").territories if code.isalpha() and len(code) == 2}
    expected = codes - NOT_IN_ISO_3166 - countries.UNINHABITED
    assert set(names_in("en")) == expected


def test_nobody_is_asked_whether_they_live_in_an_uninhabited_territory():
    assert not names_in("en").keys() & {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}
