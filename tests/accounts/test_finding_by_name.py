"""A member is found by the beginning of each name and of the handle, typed in plain letters."""

import pytest

from accounts.choices import Audience
from accounts.member_manager import name_begins_q
from accounts.models import Member
from tests import factories as make
from tests.accounts.account_pages import WELCOME_FORM, member_without_profile

NAMES = {
    "li": ("Łukasz Inês", "lukasz", "ines", "LUKASZ INES", "łuk"),
    "js": ("Jürgen Sœur", "jurgen", "Jürgen", "soeur", "sœur"),
    "ii": ("Işık Iğdır", "isik", "IŞIK", "igdir"),
    "on": ("Ana O’Neil", "o'neil", "oneil", "O´Neil", "ana o’n"),
    "jl": ("Jean-Luc Ngũgĩ", "luc", "jean-l", "ngugi", "@jl"),
    "om": ("Øyvind Æther Müller", "oyvind", "aether", "muller"),
    "nd": ("Nɔamesi Ɗanladi", "noamesi", "danladi"),
}
TYPED = [(handle, typed) for handle, (_name, *all_typed) in NAMES.items() for typed in all_typed]


@pytest.fixture
def _members(database) -> None:
    for handle, (name, *_typed) in NAMES.items():
        make.member(handle, name=name, listed_for=Audience.EVERYONE)


@pytest.mark.usefixtures("_members")
class TestEachWayToFindAMember:
    def test_after_an_at_sign_in_the_editor(self, client):
        client.force_login(make.member("reader", name="Zz"))
        for handle, typed in TYPED:
            html = client.get("/compose/members/", {"q": typed}).json()["html"]
            assert f'data-insert="@{handle} "' in html and html.count("<li") == 1, typed

    def test_in_the_list_of_members(self, client):
        for handle, typed in TYPED:
            page = client.get("/members/", {"q": typed})
            assert [member.handle for member in page.context["members"]] == [handle], typed

    def test_in_the_author_filter_of_the_search(self, client):
        for handle, typed in TYPED:
            page = client.get("/search/", {"q": "water", "author": typed})
            authors = Member.objects.filter(pk__in=page.context["form"].filters.author_ids or ())
            assert [member.handle for member in authors] == [handle], typed


def test_nothing_typed_finds_nobody(database):
    make.member("ana")
    for typed in ("", " ", "@", "’", "%", "_"):
        assert not Member.objects.filter(name_begins_q(typed)).exists(), typed


def test_a_new_name_is_found_in_its_folded_form(client, database):
    client.force_login(member_without_profile())
    client.post("/accounts/welcome/", WELCOME_FORM | {"name": "Łukasz O’Neil"})
    page = client.get("/members/", {"q": "lukasz oneil"})
    assert len(page.context["members"]) == 1
