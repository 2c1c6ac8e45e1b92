"""Administrators create, edit and order themes."""

import re

import pytest
from django.test import Client

from collective_brain.errors import Refused
from forum.groups.models import Group
from forum.themes import actions
from forum.themes.models import Theme
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/administration/themes/"
EDIT = f"{LIST}care/edit/"
TEXTS = {
    "name_en": "Care economy",
    "description_en": "Work that cares for people.",
    "name_es": "Economía del cuidado",
    "description_es": "El trabajo que cuida.",
    "name_fr": "",
    "description_fr": "",
    "name_pt": "",
    "description_pt": "",
    "colour": "#0B6E4F",
}


@pytest.fixture
def care():
    return make.theme("care", name="Care", order=1)


def version(client) -> str:
    return client.get(EDIT).context["form"]["seen"].value()


def slugs(client) -> list[str]:
    return [theme.slug for theme in client.get(LIST).context["themes"]]


def test_a_theme_is_created_as_the_last_one_with_texts_in_its_languages(client, boss, care, events):
    response = client.post(f"{LIST}create/", {**TEXTS, "slug": "care-economy"})
    assert response["Location"] == f"{LIST}care-economy/facilitators/"
    assert slugs(client) == ["care", "care-economy"]
    assert events() == ["ThemeChanged"]
    visitor, url = Client(), "/themes/care-economy/"
    spanish = visitor.get(url, headers={"Accept-Language": "es"}).content.decode()
    french = visitor.get(url, headers={"Accept-Language": "fr"}).content.decode()
    assert "Economía del cuidado" in spanish
    assert "Care economy" in french, "a missing language falls back to English"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slug": "care"}, "Another theme has this address."),
        ({"slug": "care economy"}, "Enter a valid “slug”"),
        ({"name_en": " "}, "This field is required."),
        ({"name_en": "\u200b"}, "Enter a name and a description in English."),
        ({"colour": "red"}, "Enter a colour as #"),
    ],
)
def test_a_refused_theme_keeps_what_was_typed(client, boss, care, events, fields, sentence):
    response = client.post(f"{LIST}create/", {**TEXTS, "slug": "new", **fields})
    html = response.content.decode()
    assert response.status_code == 422 and sentence in html
    assert "El trabajo que cuida." in html
    assert Theme.objects.count() == 1 and events() == []


def test_a_theme_is_edited_once(client, boss, care, events):
    form = {**TEXTS, "seen": version(client)}
    for _ in range(2):
        assert client.post(EDIT, form)["Location"] == LIST
    care.refresh_from_db()
    assert (care.name_en, care.name_es, care.colour) == (
        "Care economy",
        "Economía del cuidado",
        "#0B6E4F",
    )
    assert events() == ["ThemeChanged"]


def test_a_form_from_before_another_change_overwrites_nothing(client, boss, care):
    form = {**TEXTS, "seen": version(client)}
    actions.change_theme(care, by=boss, **{**TEXTS, "name_en": "Care work"})
    response = client.post(EDIT, form)
    html = response.content.decode()
    assert response.status_code == 422 and "Somebody changed this" in html
    assert "Stored now: Care work" in html and "El trabajo que cuida." in html
    assert Theme.objects.get(slug="care").name_en == "Care work"
    form["seen"] = response.context["form"]["seen"].value()
    assert client.post(EDIT, form)["Location"] == LIST
    assert Theme.objects.get(slug="care").name_en == "Care economy"


def test_counters_that_the_worker_writes_are_kept(client, boss, care):
    page = version(client)
    Theme.objects.filter(pk=care.pk).update(topic_count=7)
    client.post(EDIT, {**TEXTS, "seen": page})
    assert Theme.objects.get(pk=care.pk).topic_count == 7


def test_a_theme_is_moved_by_the_buttons_of_the_list(client, boss, care, events):
    make.theme("law", order=2)
    make.theme("youth", order=2)
    html = client.get(LIST).content.decode()
    assert re.findall(r'(\w+)/move/".*?value="(\d)"', html, re.DOTALL) == [
        ("care", "1"),
        ("law", "0"),
        ("law", "2"),
        ("youth", "1"),
    ]
    for _ in range(2):
        client.post(f"{LIST}care/move/", {"position": "1"})
    assert slugs(client) == ["law", "care", "youth"]
    assert events() == ["ThemeChanged"]


@pytest.mark.parametrize("position", ["", "-1", "x", "9" * 30])
def test_a_wrong_position_is_not_found(client, boss, care, position):
    assert client.post(f"{LIST}care/move/", {"position": position}).status_code == 404


def test_the_list_costs_the_same_for_any_number_of_themes(
    client, boss, django_assert_max_num_queries
):
    for _ in range(8):
        make.theme(facilitators=(make.member(),))
    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_the_actions_refuse_who_may_not(care):
    for by in (make.member(), make.member(is_staff=True)):
        for act in (
            lambda by=by: actions.create_theme(by=by, slug="new", **TEXTS),
            lambda by=by: actions.change_theme(care, by=by, **TEXTS),
            lambda by=by: actions.move_theme(care, by=by, position=0),
        ):
            with pytest.raises(Refused):
                act()


def test_a_theme_is_private_from_the_moment_of_its_creation(client, boss, events):
    party = Group.objects.create(slug="party", name="Working party")
    form = client.get(f"{LIST}create/").content.decode()
    assert "Who may read" in form and "Working party" in form
    client.post(f"{LIST}create/", {**TEXTS, "slug": "new", "reading_group": party.pk})
    theme = Theme.objects.get(slug="new")
    assert theme.reading_group == party and events() == ["ThemeChanged"]
    assert Client().get("/themes/new/").status_code == 404
    assert "Private" in client.get("/themes/").content.decode()
