"""Turning push messages on and off, and what ends them."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client

from accounts import actions as people
from forum.push import encryption
from forum.push.models import MAX_DEVICES, PushSubscription
from tests import factories as make
from tests.forum.push.push_service import Browser
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
PAGE = "/settings/devices/"


def test_the_page_says_whether_this_device_shows_them(phone, client_of_ana, ana):
    assert "This device shows your notifications." in client_of_ana.get(PAGE).content.decode()
    other = Client()
    other.force_login(ana)
    page = other.get(PAGE).content.decode()
    assert "This device does not show" in page and "1 other device shows" in page
    assert f'data-push-key="{encryption.public_key()}"' in page


def test_without_a_key_the_page_says_so(client_of_ana, settings):
    settings.PUSH_PRIVATE_KEY = ""
    page = client_of_ana.get(PAGE).content.decode()
    assert "has not set up" in page and "data-push-key" not in page
    assert client_of_ana.post(f"{PAGE}on/", {}).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("endpoint", ""),
        ("endpoint", "http://push.example.org/x"),
        ("p256dh", "AAAA"),
        ("p256dh", "ä"),
        ("auth", "AAAA"),
    ],
)
def test_what_no_browser_sends_is_refused(name, value, service, client_of_ana):
    fields = Browser(service, "x").fields | {name: value}
    response = client_of_ana.post(f"{PAGE}on/", fields)
    assert response.status_code == 422
    assert "did not send what is needed" in response.content.decode()
    assert not PushSubscription.objects.exists()


def test_turning_off_forgets_the_device(phone, client_of_ana):
    for _twice in range(2):
        client_of_ana.post(f"{PAGE}off/")
    assert not PushSubscription.objects.exists()


def test_turning_off_everywhere_forgets_only_devices_of_the_member(phone, service, client_of_ana):
    Browser(service, "other").subscribe(make.member("ben"), "ben")
    client_of_ana.post(f"{PAGE}off/all/")
    assert PushSubscription.objects.get().member.handle == "ben"


def test_signing_out_forgets_the_device(phone, client_of_ana):
    client_of_ana.post("/accounts/logout/")
    assert not PushSubscription.objects.exists()


def test_signing_out_elsewhere_forgets_the_device(phone, ana):
    key = PushSubscription.objects.get().session_key
    UserSession.objects.create(user=ana, session_key=key, ip="127.0.0.1", user_agent="x")
    people.end_sessions(ana, but="")
    run_event_listeners()
    assert not PushSubscription.objects.exists()


def test_a_new_password_keeps_the_device_on_which_it_was_set(phone, service, ana, client_of_ana):
    Browser(service, "other").subscribe(ana, "session-of-another-device")
    old, new = "old-solidarity-economy", "new-solidarity-economy"
    ana.set_password(old)
    ana.save()
    client_of_ana.force_login(ana)
    client_of_ana.post(f"{PAGE}on/", phone.fields)
    old_key = client_of_ana.session.session_key
    response = client_of_ana.post(
        "/accounts/password/change/",
        {"oldpassword": old, "password1": new, "password2": new},
    )
    assert response.status_code == 302
    run_event_listeners()
    new_key = client_of_ana.session.session_key
    device = PushSubscription.objects.get(session_key=new_key)
    assert new_key != old_key and device.endpoint == phone.fields["endpoint"]
    assert "This device shows your notifications." in client_of_ana.get(PAGE).content.decode()


def test_closing_the_account_forgets_all_devices(phone, ana):
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert not PushSubscription.objects.exists()


def test_a_browser_belongs_to_whoever_turned_it_on_last(phone):
    ben = make.member("ben")
    phone.subscribe(ben, "session-of-ben")
    device = PushSubscription.objects.get()
    assert device.member == ben and device.session_key == "session-of-ben"


def test_a_member_has_a_bounded_number_of_devices(service, ana):
    for number in range(MAX_DEVICES + 2):
        Browser(service, str(number)).subscribe(ana, f"session-{number}")
    kept = PushSubscription.objects.order_by("pk").values_list("session_key", flat=True)
    assert len(kept) == MAX_DEVICES and kept[0] == "session-2"


def test_a_new_key_is_printed_as_a_setting(capsys, settings):
    call_command("make_push_keys")
    name, _, key = capsys.readouterr().out.splitlines()[-1].partition("=")
    settings.PUSH_PRIVATE_KEY = key
    assert name == "PUSH_PRIVATE_KEY" and len(encryption.decode(encryption.public_key())) == 65


def test_the_worker_has_a_queue_for_them(settings):
    assert "push" in settings.TASKS["default"]["QUEUES"]
