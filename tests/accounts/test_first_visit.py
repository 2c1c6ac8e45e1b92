"""The first visit: the link again, the proposals of the welcome form, the languages."""

import pytest
from django.core import mail
from django.test import Client

from accounts.languages import SHOWN_FIRST, language_choices
from accounts.models import RetiredHandle
from accounts.username_proposals import propose_username
from collective_brain.web import rate_limits
from tests.accounts.account_pages import (
    WELCOME_FORM,
    confirm_email,
    member_without_profile,
    sign_up,
)
from tests.factories import member

pytestmark = pytest.mark.django_db
AGAIN, WELCOME, USERNAME = "/accounts/send-link-again/", "/accounts/welcome/", "/accounts/username/"


@pytest.fixture
def new_member(client):
    new_member = member_without_profile()
    client.force_login(new_member)
    return new_member


class TestLinkAgain:
    def test_the_second_mail_has_a_link_that_confirms_the_address(self, client):
        sign_up(client)
        page = client.post(AGAIN, follow=True).content.decode()
        assert "We have sent the link again." in page
        assert len(mail.outbox) == 2
        assert confirm_email(client).url.startswith(WELCOME)

    def test_the_answer_does_not_say_who_has_an_account(self):
        member("ana")
        answers = []
        for email in ("ana@example.org", "new@example.org"):
            rate_limits.clear_all_counts()
            browser = Client()
            sign_up(browser, email=email)
            page = browser.post(AGAIN, follow=True).content.decode().split("<main")[1]
            answers.append(page.replace(email, ""))
            assert mail.outbox[-1].to == [email]
        without_token = [answer.split("csrfmiddlewaretoken")[0] for answer in answers]
        assert without_token[0] == without_token[1]
        assert "/confirm-email/" not in mail.outbox[1].body

    def test_the_fourth_mail_within_ten_minutes_is_refused(self, client):
        sign_up(client)
        statuses = [client.post(AGAIN).status_code for _ in range(4)]
        assert statuses == [302, 302, 302, 429]
        assert len(mail.outbox) == 4

    def test_without_a_sign_up_no_mail_is_sent(self, client):
        assert client.post(AGAIN).url == "/accounts/signup/"
        assert not mail.outbox

    def test_the_wrong_address_is_in_the_form_again_to_correct_it(self, client):
        sign_up(client, email="new@exmaple.org")
        page = client.get("/accounts/signup/?correct=1").content.decode()
        assert 'value="new@exmaple.org"' in page
        assert "exmaple" not in client.get("/accounts/signup/").content.decode()

    def test_the_address_is_forgotten_when_it_is_confirmed(self, client):
        sign_up(client)
        confirm_email(client)
        assert "sign_up_email" not in client.session


class TestUsername:
    @pytest.mark.parametrize(
        ("name", "username"),
        [
            ("Ana Pérez", "ana.perez"),
            ("Łukasz O’Neil", "lukasz.oneil"),
            ("آمنة", ""),
            ("7 8", ""),
            ("A very long name that does not end", "a.very.long.name.tha"),
        ],
    )
    def test_the_username_is_like_the_name(self, name, username):
        assert propose_username(member_without_profile(), name) == username

    def test_a_name_that_is_taken_or_retired_gets_a_number(self):
        member("ana.perez")
        RetiredHandle.objects.retire("ben.perez")
        new = member_without_profile()
        for name in ("Ana Pérez", "Ben Pérez"):
            username = propose_username(new, name)
            assert username[:9] == f"{name[:3].lower()}.perez" and username[9:].isdigit()

    def test_a_reserved_word_is_never_proposed(self):
        assert propose_username(member_without_profile(), "Administrator") == ""

    def test_a_script_gets_the_proposal_and_a_visitor_gets_none(self, client, new_member):
        assert client.get(USERNAME, {"name": "Ana Pérez"}).json() == {"username": "ana.perez"}
        assert Client().get(USERNAME, {"name": "Ana Pérez"}).json() == {"username": ""}

    def test_a_form_without_a_username_comes_back_with_a_proposal_and_all_fields(
        self, client, new_member
    ):
        form = WELCOME_FORM | {"handle": "", "name": "Ana Pérez", "organisation": "Coop Kept"}
        answer = client.post(WELCOME, form | {"languages": ["fr", "sw"]})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="ana.perez"' in page and "Coop Kept" in page
        assert answer.context["form"]["languages"].value() == ["fr", "sw"]


class TestLanguages:
    def test_the_languages_of_the_browser_are_chosen(self, client, new_member):
        header = {"Accept-Language": "pt-BR,wo;q=0.8,xx;q=0.1"}
        page = client.get(WELCOME, headers=header)
        assert page.context["form"]["languages"].value() == ["pt", "wo", "xx"]
        html = page.content.decode().replace("\n", " ")
        assert html.count(" checked") == 2 and 'value="wo"' in html

    def test_twelve_languages_are_shown_first_and_every_language_once(self, client, new_member):
        codes = [code for code, _name in language_choices()]
        assert SHOWN_FIRST == 12 and len(codes) == len(set(codes)) == 32
        page = client.get(WELCOME).content.decode()
        shown, more = page.split("More languages")
        assert shown.count('name="languages"') == 12
        assert more.count('name="languages"') == 20

    def test_a_chosen_rare_language_is_in_view(self, client, new_member):
        answer = client.get(WELCOME, headers={"Accept-Language": "wo"})
        assert answer.context["form"].has_rare_language
        assert not client.get(WELCOME).context["form"].has_rare_language


def test_an_error_below_more_opens_it(client, new_member):
    answer = client.post(WELCOME, WELCOME_FORM | {"time_zone": "Mars/Base"})
    assert '<details class="more" open>' in answer.content.decode()
