"""Time zones by the names of cities, in every language of the interface."""

import zoneinfo

import pytest
from django.utils import translation

from accounts import time_zones
from accounts.place_names import LANGUAGES, read_rows
from collective_brain.i18n import folding
from collective_brain.management.commands import time_zone_names
from tests.accounts.account_pages import member_without_profile

ROWS = read_rows("time_zones.csv")


def zones_by_region(language: str) -> dict[str, list[tuple[str, str]]]:
    with translation.override(language):
        return {
            region: zones
            for region, zones in time_zones.time_zone_choices()
            if isinstance(zones, list)
        }


def test_the_file_has_the_names_of_the_installed_cldr_and_the_zones_of_the_installed_tzdata():
    written = time_zone_names.FILE.read_text(encoding="utf-8")
    assert written == time_zone_names.file_content(), "run: manage.py time_zone_names"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_has_a_name_in_every_language(language):
    for row in ROWS:
        with translation.override(language):
            assert time_zones.time_zone_name(row["zone"]) == row[language] != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_offered_zone_exists_and_is_in_one_region(language):
    offered = [zone for zones in zones_by_region(language).values() for zone, _name in zones]
    assert len(offered) == len(set(offered)) == len(ROWS)
    assert set(offered) <= zoneinfo.available_timezones()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_zones_of_a_region_are_in_the_order_of_names_without_accents(language):
    for zones in zones_by_region(language).values():
        names = [folding.fold(name) for _zone, name in zones]
        assert names == sorted(names)


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("Europe/London", ("London", "Londres", "Londres", "Londres", "Londres")),
        ("Europe/Moscow", ("Moscow", "Moscú", "Moscou", "Moscovo", "Moscou")),
        ("Asia/Kolkata", ("Kolkata", "Calcuta", "Calcutta", "Calcutá", "Calcutá")),
        ("America/New_York", ("New York", "Nueva York", "New York", "Nova Iorque", "Nova York")),
    ],
)
def test_a_zone_has_the_name_of_its_city(zone, names):
    for language, name in zip(LANGUAGES, names, strict=True):
        region = zone.partition("/")[0]
        label = {"Europe": "Europe", "Asia": "Asia", "America": "Americas"}[region]
        with translation.override(language):
            zones = zones_by_region(language)[str(translation.gettext(label))]
        assert (zone, name) in zones


@pytest.mark.django_db
def test_the_welcome_form_offers_the_zone_of_the_browser_by_its_present_name(client):
    client.force_login(member_without_profile())
    client.cookies["time_zone"] = "Asia/Calcutta"
    page = client.get("/accounts/welcome/").content.decode()
    assert '<option value="Asia/Kolkata" selected>Kolkata</option>' in page
    assert "Asia/Calcutta" not in page
