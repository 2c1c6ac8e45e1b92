"""Nobody looks like a facilitator, an administrator, the site or the ILO (decision 58)."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from accounts import actions, names
from accounts.look_alikes import looks_like
from collective_brain.errors import Refused
from tests import factories as make

LOOK_ALIKES = Path(__file__).parent.parent / "data" / "unicode" / "confusables_ascii.jsonl"


@pytest.mark.parametrize(
    "name",
    [
        "Administrator", "administrators", "Аdministrator", "Adm1nistrator", "A d m i n", "ADMIN",
        "Admin Team", "The Administrator of this site", "Administradora", "Administrateur",
        "✔ Facilitator", "Facilitator", "Facilitatоr", "Ana (facilitator)", "Facilitadora",
        "Ａｄｍｉｎ", "Modérateur", "ILO", "ilo", "lLO", "1L0", "I.L.O.", "ILO Geneva", "Іlo",
        "OIT", "ITC-ILO", "International Labour Organization",
        "Organização Internacional do Trabalho",
        "BIT Genève", "Bureau international du Travail", "Oficina Internacional del Trabajo",
        "I.L.O. Geneva", "Dr. I L O", "1L0 desk", "ɪʟᴏ Geneva", "ᴀᴅᴍɪɴ", "Admins", "Moderação",
        "A former member", "Exmiembro", "Collective Brain", "Ana Silva ✓", "Ana ★", "Ana ☑",
    ],
)  # fmt: skip
def test_a_name_that_looks_official_is_refused(name):
    assert names.refuse_name(names.clean_profile_line(name))


@pytest.mark.parametrize(
    "name",
    [
        "Ana Silva", "Ali", "Ilo Kovač", "Peter Ilo", "Lio Messi", "Ingrid", "Ilaria", "O´Neil",
        "Łukasz Żółć", "محمد علي", "Мария Иванова", "李小龍", "Amina A.-K.", "Stafford", "Adminov",
        "María Oitavén", "Dr. Bot & Co", "Chilo", "Modesta",
        "J. L. O. Smith", "I. L. Ortiz", "Bit Mata", "Administrar Bien", "Membré",
    ],
)  # fmt: skip
def test_a_name_of_a_person_is_not_refused(name):
    assert names.refuse_name(name) == ""


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
@pytest.mark.parametrize("mark", ["Administrator", "Facilitator", "a former member"])
def test_nobody_is_called_as_the_site_marks_a_role_or_a_closed_account(mark, language):
    with translation.override(language):
        assert names.refuse_name(gettext(mark))


@pytest.mark.parametrize("handle", ["adm1n", "ad.min", "ilo-a", "1LO", "facil1tator2", "staff"])
def test_a_handle_that_looks_official_is_refused(handle):
    assert names.refuse_handle(handle)


@pytest.mark.parametrize("handle", ["ali", "ana", "chilo", "ana.ilaria", "lionel"])
def test_a_handle_of_a_person_is_not_refused(handle):
    assert names.refuse_handle(handle) == ""


def test_every_look_alike_of_a_letter_looks_like_it():
    rows = [json.loads(line) for line in LOOK_ALIKES.read_text().splitlines()]
    missed = [
        row["confusable"]
        for row in rows
        if not looks_like(f"x{row['confusable']}y", [f"x{row['target']}y"])
    ]
    assert missed == []


@pytest.mark.parametrize("other", ["Ána SÍLVA", "аna silva", "Ana-SiIva", "Ana Si1va"])
def test_accents_capitals_and_punctuation_do_not_tell_names_apart(other):
    assert looks_like(other, ["Ana Silva"])
    assert not looks_like(other, ["Ana Sousa"])


@pytest.mark.django_db
class TestRoles:
    @pytest.fixture
    def ana(self):
        return make.member("ana.fac", name="Ana María Silva")

    @pytest.mark.parametrize(
        "name", ["Ana María Silva", "ana maria silva", "Аna Мaria Silvа", "Ana-Maria SiIva"]
    )
    def test_nobody_takes_the_name_of_a_facilitator(self, ana, name):
        make.theme(facilitators=(ana,))
        with pytest.raises(Refused, match="A facilitator or an administrator has this name"):
            actions.change_profile(make.member(), name=name)

    def test_nobody_takes_the_name_of_an_administrator_at_sign_up(self):
        make.member(name="Olga Petrova", is_staff=True)
        new = make.member("new", name="", community="")
        with pytest.raises(Refused, match="has this name"):
            actions.finish_sign_up(new, handle="olga", name="0lga Petrova", community="academic")

    def test_a_handle_like_that_of_a_facilitator_is_refused(self, ana):
        make.theme(facilitators=(ana,))
        new = make.member("new", name="", community="")
        with pytest.raises(Refused, match="looks like that of a facilitator"):
            actions.finish_sign_up(new, handle="anafac", name="Bo", community="academic")

    def test_the_names_of_other_members_are_free(self, ana):
        assert actions.change_profile(make.member(), name="Ana María Silva").name

    def test_a_name_that_stays_is_not_refused(self, ana):
        other = make.member(name="Ana María Silva")
        make.theme(facilitators=(ana,))
        assert actions.change_profile(other, name="Ana María Silva", bio="Hello.").bio
        assert actions.change_profile(ana, name="Ana María Silva", bio="Hello.").bio

    def test_an_administrator_may_name_their_role(self):
        admin = make.member(is_staff=True)
        assert actions.change_profile(admin, name="ILO Academy, administrator").name
