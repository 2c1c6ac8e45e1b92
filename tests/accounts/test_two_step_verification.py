"""The second step of signing in: codes from an app, recovery codes, and whose it has to be."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts import actions, two_step_verification
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum import event_listeners
from forum.facilitation import actions as facilitation
from forum.topics import actions as topics_actions
from forum.topics.models import Topic
from tests import factories as make
from tests.accounts.flows import PASSWORD, sign_in
from tests.accounts.steps import App, confirm, passkey, set_up

pytestmark = pytest.mark.django_db

SECOND = "/accounts/2fa/authenticate/"
NONSENSE = (  # instead of a passkey's answer
    '{"id": "x"}',
    *(
        "1",
        "[]",
        '"x"',
        "true",
        "[[]]",
        "{",
        "\x00",
        '{"response": 1}',
        '{"response": {"userHandle": 7}}',
    ),
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "!!"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "MQ", "clientDataJSON": "e30"}}',
    """{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {
    "userHandle": "MQ", "clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"}}""",
    """{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {
    "clientDataJSON": "e30", "attestationObject": "oA"}}""",
    """{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {
    "clientDataJSON": "W10", "attestationObject": "eA"}}""",
    '{"id": {}, "rawId": [], "type": null, "response": {"clientDataJSON": 1, "attestationObject": {}}}',
    "[" * 900 + "]" * 900,
)


@pytest.fixture
def ana() -> Member:
    return owner("ana")


@pytest.fixture
def app(monkeypatch) -> App:
    return App(monkeypatch)


def owner(handle: str, **fields) -> Member:
    made = make.member(handle, **fields)
    made.set_password(PASSWORD)
    made.save()
    return made


def signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def enter(browser: Client, member: Member, code: str, **more: str):
    """Both steps."""
    assert sign_in(browser, member.email, **more).url == SECOND
    return browser.post(SECOND, {"code": code})


class TestSignIn:
    def test_the_password_alone_is_not_enough(self, client, ana, app):
        app.belong_to(ana)
        assert sign_in(client, ana.email, next="/about/").url == SECOND
        assert not signed_in(client)
        assert client.get("/accounts/profile/").status_code == 302
        assert client.post(SECOND, {"code": app.code()}).url == "/about/"
        assert signed_in(client)

    @pytest.mark.parametrize("steps_away", [-1, 0, 1])
    def test_the_phones_clock_may_be_half_a_minute_off(self, client, ana, app, steps_away):
        app.belong_to(ana)
        enter(client, ana, app.code(steps_away))
        assert signed_in(client)

    @pytest.mark.parametrize("steps_away", [-2, 2])
    def test_but_not_a_minute(self, client, ana, app, steps_away):
        app.belong_to(ana)
        assert (
            "This code is not right." in enter(client, ana, app.code(steps_away)).content.decode()
        )
        assert not signed_in(client)

    @pytest.mark.parametrize("typed", ["{0} {1}", " {0}-{1} "])
    def test_a_code_may_be_typed_in_groups(self, client, ana, app, typed):
        app.belong_to(ana)
        enter(client, ana, typed.format(app.code()[:3], app.code()[3:]))
        assert signed_in(client)

    @pytest.mark.parametrize("code", ["", "x", "0" * 5000, "١٢٣٤٥٦", "<b>", "\x00", "null"])
    def test_nonsense_is_only_wrong(self, client, ana, app, code):
        app.belong_to(ana)
        assert enter(client, ana, code).status_code == 200
        assert not signed_in(client)

    def test_a_suspended_member_gets_no_second_step(self, client, ana, app):
        app.belong_to(ana)
        boss = make.member("boss", is_staff=True)
        actions.suspend(ana, by=boss, until=ana.joined_at.replace(year=2100), why="Spam.")
        assert sign_in(client, ana.email).status_code == 403


class TestOnce:
    """A code that has been used once, also for set-up, is not accepted again."""

    def test_a_code_signs_in_once(self, ana, app):
        app.belong_to(ana)
        enter(Client(), ana, app.code())
        again = Client()
        assert "This code has been used." in enter(again, ana, app.code()).content.decode()
        assert not signed_in(again)
        app.wait()
        enter(again, ana, app.code())
        assert signed_in(again)

    def test_not_even_when_the_cache_has_forgotten_it_or_half_a_minute_has_passed(self, ana, app):
        app.belong_to(ana)
        ahead = app.code(1)
        enter(Client(), ana, ahead)
        cache.clear()
        again = Client()
        for _ in range(3):  # right in the period before, in its own, and in the one after
            enter(again, ana, ahead)
            assert not signed_in(again)
            app.wait()

    def test_the_code_of_set_up_does_not_sign_in(self, client, ana, app):
        client.force_login(ana)
        assert set_up(client, app).url == "/accounts/2fa/recovery-codes/"
        other = Client()
        assert "This code has been used." in enter(other, ana, app.code()).content.decode()
        app.wait()
        enter(other, ana, app.code())
        assert signed_in(other)

    def test_a_code_that_signed_in_is_not_taken_before_a_change(self, client, ana, app):
        app.belong_to(ana)
        enter(client, ana, app.code())
        answer = client.post("/accounts/2fa/reauthenticate/", {"code": app.code()})
        assert "This code has been used." in answer.content.decode()

    def test_an_older_code_than_the_last_is_used_up_too(self, ana, app):
        app.belong_to(ana)
        enter(Client(), ana, app.code(1))
        browser = Client()
        enter(browser, ana, app.code())
        assert not signed_in(browser)

    def test_each_member_has_their_own_codes(self, ana, app):
        ben = owner("ben")
        app.belong_to(ana), app.belong_to(ben)
        one, other = Client(), Client()
        enter(one, ana, app.code()), enter(other, ben, app.code())
        assert signed_in(one) and signed_in(other)

    def test_a_recovery_code_signs_in_once(self, ana, app):
        app.belong_to(ana)
        code = codes_of(ana)[0]
        enter(browser := Client(), ana, code)
        assert signed_in(browser)
        enter(again := Client(), ana, code)
        assert not signed_in(again)
        assert len(codes_of(ana)) == 9


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_first(app):
    ana = owner("ana")
    app.belong_to(ana)

    def try_it(_number: int) -> bool:
        try:
            return bool(two_step_verification.find_authenticator(ana, app.code()))
        except two_step_verification.CodeAlreadyUsed:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(24))) == 1


def codes_of(member: Member) -> list[str]:
    kept = Authenticator.objects.get(user=member, type=Authenticator.Type.RECOVERY_CODES)
    return kept.wrap().get_unused_codes()


class TestLimits:
    def test_after_five_wrong_codes_one_waits(self, client, ana, app):
        app.belong_to(ana)
        sign_in(client, ana.email)
        for _ in range(5):
            assert client.post(SECOND, {"code": app.wrong_code()}).status_code == 200
        answer = client.post(SECOND, {"code": app.code()})
        assert answer.status_code == 429
        assert 290 < int(answer["Retry-After"]) <= 300
        assert f"Wait {answer['Retry-After']} seconds" in answer.content.decode()
        assert not signed_in(client)

    def test_wherever_they_come_from(self, ana, app):
        app.belong_to(ana)
        for number in range(5):
            enter(Client(REMOTE_ADDR=f"203.0.113.{number}"), ana, app.wrong_code())
        assert enter(Client(REMOTE_ADDR="203.0.113.99"), ana, app.code()).status_code == 429

    def test_success_begins_anew(self, ana, app):
        app.belong_to(ana)
        for _ in range(3):
            browser = Client()
            for _ in range(4):
                enter(browser, ana, app.wrong_code())
            enter(browser, ana, app.code())
            assert signed_in(browser)
            app.wait()

    def test_a_day_has_fifty_tries(self, ana, app, settings):
        settings.LIMITS = settings.LIMITS | {"code": ["50/day"]}
        app.belong_to(ana)
        sign_in(browser := Client(), ana.email)
        for _ in range(50):
            assert browser.post(SECOND, {"code": app.wrong_code()}).status_code == 200
        assert browser.post(SECOND, {"code": app.code()}).status_code == 429

    def test_set_up_and_confirmation_are_counted_too(self, client, ana, app):
        client.force_login(ana)
        confirm(client, "/accounts/2fa/totp/activate/")
        app.secret = client.session["mfa.totp.secret"]
        for _ in range(5):
            client.post("/accounts/2fa/totp/activate/", {"code": app.wrong_code()})
        assert client.post("/accounts/2fa/totp/activate/", {"code": app.code()}).status_code == 429

    def test_a_wrong_passkey_is_counted_and_told_on_a_page(self, client):
        for _ in range(10):
            assert (
                client.post(
                    "/accounts/2fa/webauthn/login/", {"credential": NONSENSE[0]}
                ).status_code
                == 302
            )
        answer = client.post("/accounts/2fa/webauthn/login/", {"credential": NONSENSE[0]})
        assert answer.status_code == 429
        assert "A little slower, please" in answer.content.decode()
        assert f"Wait {answer['Retry-After']} seconds" in answer.content.decode()


class TestNonsense:
    @pytest.mark.parametrize("credential", NONSENSE)
    def test_instead_of_a_passkey_is_only_wrong(self, client, ana, app, credential):
        client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
        client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
        app.belong_to(ana)
        sign_in(client, ana.email)
        client.get(SECOND)
        assert client.post(SECOND, {"credential": credential}).status_code == 200
        assert not signed_in(client)

    @pytest.mark.parametrize("credential", NONSENSE)
    def test_instead_of_a_new_passkey_too(self, client, ana, credential):
        client.force_login(ana)
        confirm(client, "/accounts/2fa/webauthn/add/")
        form = {"credential": credential, "name": "x", "passwordless": "on"}
        assert client.post("/accounts/2fa/webauthn/add/", form).status_code == 200
        assert not Authenticator.objects.exists()


class TestSetUp:
    @pytest.mark.django_db(transaction=True)
    def test_an_app_is_set_up_and_its_owner_told(self, client, ana, app):
        client.force_login(ana)
        page = client.get(set_up(client, app).url).content.decode()
        assert all(code in page for code in codes_of(ana))
        assert mail.outbox[-1].to == [ana.email]
        assert "An app for sign-in codes was set up" in mail.outbox[-1].body

    @pytest.mark.django_db(transaction=True)
    def test_mail_speaks_the_members_language(self, client, ana, app):
        actions.set_language(ana, "fr")
        client.force_login(ana)
        set_up(client, app)
        assert "An app for sign-in codes" not in mail.outbox[-1].body
        assert mail.outbox[-1].body.startswith("Bonjour")

    def test_it_asks_for_the_password_first(self, client, ana):
        client.force_login(ana)
        for path in ("totp/activate/", "webauthn/add/"):
            assert client.get(f"/accounts/2fa/{path}").url.startswith("/accounts/reauthenticate/")

    def test_who_comes_back_from_the_app_finds_the_same_secret(self, client, ana, app):
        client.force_login(ana)
        confirm(client, "/accounts/2fa/totp/activate/")
        secrets = {
            client.get("/accounts/2fa/totp/activate/").context["form"].secret for _time in range(3)
        }
        assert len(secrets) == 1

    def test_the_picture_is_there_while_one_sets_up(self, client, ana, app):
        client.force_login(ana)
        assert client.get("/accounts/2fa/totp/picture.svg").status_code == 404
        confirm(client, "/accounts/2fa/totp/activate/")
        picture = client.get("/accounts/2fa/totp/picture.svg")
        assert picture["Content-Type"] == "image/svg+xml"
        assert "no-store" in picture["Cache-Control"]
        assert not re.search(rb"<script|style=", picture.content)
        assert Client().get("/accounts/2fa/totp/picture.svg").status_code == 302

    def test_sent_twice_it_is_set_up_once(self, client, ana, app):
        client.force_login(ana)
        set_up(client, app)
        again = client.post("/accounts/2fa/totp/activate/", {"code": app.code()}, follow=True)
        assert "Your app is set up" in again.content.decode()
        assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1

    def test_it_is_removed_and_its_owner_told(self, client, ana, app):
        client.force_login(ana)
        set_up(client, app)
        client.post("/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.exists()
        assert "was removed from your account" in mail.outbox[-1].body
        assert sign_in(Client(), ana.email).url == "/"

    @pytest.mark.django_db(transaction=True)
    def test_new_recovery_codes_replace_the_old(self, client, ana, app):
        client.force_login(ana)
        set_up(client, app)
        old = codes_of(ana)
        client.post("/accounts/2fa/recovery-codes/generate/")
        assert not set(old) & set(codes_of(ana))
        assert "New recovery codes were made" in mail.outbox[-1].body
        saved = client.get("/accounts/2fa/recovery-codes/download/")
        assert all(code in saved.content.decode() for code in codes_of(ana))

    def test_the_codes_are_shown_after_the_password_only(self, client, ana, app):
        app.belong_to(ana)
        client.force_login(ana)
        assert client.get("/accounts/2fa/recovery-codes/").url.startswith(
            "/accounts/reauthenticate/"
        )

    def test_a_code_confirms_instead_of_the_password(self, client, ana, app):
        app.belong_to(ana)
        client.force_login(ana)
        door = client.get("/accounts/2fa/recovery-codes/").url
        assert "With a code" in client.get(door).content.decode()
        answer = client.post(
            f"/accounts/2fa/reauthenticate/?{door.partition('?')[2]}", {"code": app.code()}
        )
        assert answer.url == "/accounts/2fa/recovery-codes/"

    def test_a_closed_account_keeps_none_of_it(self, ana, app):
        app.belong_to(ana)
        actions.close_account(ana, by=ana)
        assert not Authenticator.objects.exists()


PAGES = (
    "",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
    "reauthenticate/",
    "webauthn/",
)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
@pytest.mark.parametrize("path", [*PAGES, "totp/activate/", "webauthn/add/"])
def test_every_page_is_in_our_face_without_inline_code(client, ana, app, path, language):
    client.force_login(ana)
    if path in PAGES:
        app.belong_to(ana)
    confirm(client, "/accounts/2fa/webauthn/add/")
    if path == "webauthn/":
        passkey(ana)
    client.cookies["django_language"] = language
    html = client.get(f"/accounts/2fa/{path}").content.decode()
    assert "Collective Brain</title>" in html
    assert f'<html lang="{language}"' in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=", html)
    assert "placeholder=" not in html.partition("<main")[2]  # the search box of the header has one


class TestRequired:
    """Asked of who has a role; until then they have no more rights than any member."""

    @pytest.fixture(autouse=True)
    def asked(self, settings):
        settings.SECOND_STEP_REQUIRED = True
        event_listeners.register_all()

    def test_who_signs_in_is_led_to_it(self, client, ana):
        make.theme(facilitators=(ana,))
        assert sign_in(client, ana.email, next="/about/").url == "/accounts/2fa/"
        assert "First set up a second step" in client.get("/accounts/2fa/").content.decode()

    def test_nobody_else_is(self, client, ana):
        make.theme(facilitators=(make.member(),))
        assert sign_in(client, ana.email, next="/about/").url == "/about/"

    @pytest.mark.parametrize("role", ["facilitator", "administrator"])
    def test_its_rights_rest_until_then(self, role, app):
        who = owner("chair", is_staff=role == "administrator")
        topic = make.topic(within=make.theme(facilitators=(who,) if role == "facilitator" else ()))
        post = topic.posts.get()
        with pytest.raises(Refused, match="First set up a second step"):
            facilitation.pin(topic, who, pinned=True)
        with pytest.raises(Refused, match="First set up a second step"):
            topics_actions.hide(post, who, why="Spam")
        Topic.objects.filter(pk=topic.pk).update(hidden_at=topic.created_at)
        assert not Topic.objects.visible_to(who).exists()
        assert not Topic.objects.facilitated_by(who).get().facilitated
        app.belong_to(who)
        who = Member.objects.get(pk=who.pk)
        topics_actions.hide(post, who, why="Spam")
        assert Topic.objects.visible_to(who).exists()
        assert Topic.objects.facilitated_by(who).get().facilitated

    def test_recovery_codes_alone_are_none(self, app):
        who = owner("chair", is_staff=True)
        app.belong_to(who)
        Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
        assert two_step_verification.must_set_up_two_step(Member.objects.get(pk=who.pk))

    def test_others_are_refused_as_before(self, ana):
        with pytest.raises(Refused, match="Only a facilitator"):
            facilitation.pin(make.topic(), ana, pinned=True)

    def test_the_administration_is_closed_until_then(self, client, app):
        boss = owner("boss", is_staff=True, is_superuser=True)
        client.force_login(boss)
        for path in ("/admin/", "/admin/accounts/member/", "/admin/themes/theme/"):
            answer = client.get(path, follow=True)
            assert answer.redirect_chain[-1][0] == "/accounts/2fa/"
        assert "First set up a second step" in answer.content.decode()
        app.belong_to(boss)
        assert client.get("/admin/accounts/member/").status_code == 200

    def test_an_ordinary_members_page_costs_no_query_more(
        self, client, ana, settings, django_assert_num_queries
    ):
        topic = make.topic()
        client.force_login(ana)
        client.get(topic.get_absolute_url())
        counts = []
        for asked in (False, True):
            settings.SECOND_STEP_REQUIRED = asked
            with django_assert_num_queries(20, exact=False) as asked_of_database:
                client.get(topic.get_absolute_url())
            counts.append(len(asked_of_database))
        assert counts[0] == counts[1]


class TestLost:
    @pytest.fixture
    def boss(self) -> Member:
        return owner("boss", is_staff=True, is_superuser=True)

    def test_an_administrator_sees_and_removes_it_and_the_member_is_told(
        self, client, ana, boss, app, events
    ):
        app.belong_to(ana), passkey(ana)
        client.force_login(boss)
        address = "/admin/accounts/member/"
        assert client.get(address).content.decode().count("icon-yes") == 1
        form = {
            "action": "remove_second_step",
            "_selected_action": [ana.pk],
            "why": "Lost phone, known by voice.",
        }
        assert "Done for 1 member." in client.post(address, form, follow=True).content.decode()
        assert not Authenticator.objects.exists()
        assert events() == ["SecondStepRemoved"]
        heard = Event.objects.get()
        for listen in event_listeners.event_log.worker_listeners(heard.name, heard.body):
            listen()
        assert mail.outbox[-1].to == [ana.email]
        assert "Lost phone, known by voice." in mail.outbox[-1].body
        assert sign_in(Client(), ana.email).url == "/"

    def test_not_without_a_reason(self, ana, boss, app):
        app.belong_to(ana)
        with pytest.raises(Refused, match="Give the reason"):
            actions.reset_two_step(ana, by=boss, why=" ")

    def test_a_repeat_changes_nothing(self, ana, boss, app, events):
        app.belong_to(ana)
        actions.reset_two_step(ana, by=boss, why="Lost.")
        actions.reset_two_step(ana, by=boss, why="Lost.")
        assert events() == ["SecondStepRemoved"]

    def test_the_last_administrator_is_helped_by_a_command(self, boss, app, events):
        app.belong_to(boss)
        call_command("reset_two_step", boss.email.upper())
        assert not Authenticator.objects.exists()
        assert events() == ["SecondStepRemoved"]
        with pytest.raises(CommandError, match="No member"):
            call_command("reset_two_step", "nobody@example.org")

    def test_no_secret_is_in_the_administration(self, client, ana, boss, app):
        app.belong_to(ana)
        client.force_login(boss)
        assert client.get("/admin/mfa/authenticator/").status_code == 404
        assert client.get("/admin/usersessions/usersession/").status_code == 404
        assert (
            app.secret
            not in client.get(f"/admin/accounts/member/{ana.pk}/change/").content.decode()
        )
