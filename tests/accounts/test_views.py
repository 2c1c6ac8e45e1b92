"""A member's own pages: profile, language, closing the account."""

import re

import pytest

from accounts.models import Member
from tests.accounts.account_pages import PASSWORD, is_signed_in, member_with_password

pytestmark = pytest.mark.django_db
PROFILE = {
    "name": "Ana",
    "community": "practitioner",
    "time_zone": "Africa/Nairobi",
    "language": "en",
    "listed_for": "members",
    "last_seen_for": "nobody",
}


@pytest.fixture
def ana(client) -> Member:
    ana = member_with_password("ana", language="en")
    client.force_login(ana)
    return ana


def test_a_profile_is_saved(client, ana):
    typed = PROFILE | {"country": "KE", "languages": ["sw", "en"], "bio": "<b>Hi</b>\ntwo"}
    assert client.post("/accounts/profile/", typed).url == "/accounts/profile/"
    ana.refresh_from_db()
    assert (ana.country, ana.languages, ana.time_zone) == (
        "KE",
        ["sw", "en"],
        "Africa/Nairobi",
    )
    assert "&lt;b&gt;Hi&lt;/b&gt;" in client.get("/accounts/profile/").content.decode()


def test_a_form_with_a_mistake_keeps_its_text(client, ana):
    answer = client.post(
        "/accounts/profile/", PROFILE | {"bio": "Kept text", "community": "constituent"}
    )
    assert answer.status_code == 422
    assert "Kept text" in answer.content.decode()
    assert "Choose your group" in answer.content.decode()


def test_the_handle_cannot_be_changed(client, ana):
    assert 'name="handle"' not in client.get("/accounts/profile/").content.decode()
    client.post("/accounts/profile/", PROFILE | {"handle": "other"})
    ana.refresh_from_db()
    assert ana.handle == "ana"


def test_a_new_language_of_the_profile_applies_to_the_next_page(client, ana):
    page = client.post(
        "/accounts/profile/", PROFILE | {"language": "fr"}, follow=True
    ).content.decode()
    assert '<html lang="fr"' in page


def test_countries_have_portuguese_names(client, ana):
    client.cookies["django_language"] = "pt"
    assert "Alemanha" in client.get("/accounts/profile/").content.decode()


def test_a_chosen_language_is_stored_in_the_account_and_in_a_cookie(client, ana):
    answer = client.post("/language/", {"language": "es", "next": "/accounts/email/"})
    assert answer.url == "/accounts/email/"
    ana.refresh_from_db()
    assert ana.language == "es"
    assert client.cookies["django_language"].value == "es"


@pytest.mark.parametrize("language", ["xx", "", "../../etc", "de"])
def test_an_unknown_language_is_not_stored(client, ana, language):
    client.post("/language/", {"language": language, "next": "https://evil.example/"})
    ana.refresh_from_db()
    assert ana.language == "en"


def test_a_link_cannot_choose_a_language(client):
    assert client.get("/language/?language=fr").status_code == 405


def test_a_member_closes_their_account(client, ana):
    assert client.post("/accounts/close/", {"password": PASSWORD}).status_code == 200
    ana.refresh_from_db()
    assert ana.closed_at
    assert not is_signed_in(client)


def test_closing_an_account_needs_the_password(client, ana):
    answer = client.post("/accounts/close/", {"password": "wrong"})
    assert answer.status_code == 422
    assert re.search(r'aria-describedby="[^"]*id_password_error"', answer.content.decode())
    ana.refresh_from_db()
    assert not ana.closed_at


def test_wrong_passwords_at_closing_count_as_failed_sign_ins(client, ana):
    codes = [client.post("/accounts/close/", {"password": "wrong"}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_last_administrator_cannot_close_their_account(client, ana):
    Member.objects.filter(pk=ana.pk).update(is_staff=True)
    page = client.post("/accounts/close/", {"password": PASSWORD}).content.decode()
    assert "last administrator" in page
