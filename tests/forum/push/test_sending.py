"""What a device shows: who did what and where, once, and nothing that is read, gone or muted."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from http_ece import ECEException
from py_vapid import Vapid02

from accounts import actions as people
from accounts.models import Member
from collective_brain.event_log.models import Event
from forum.enquiries import actions as enquiries
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.notifications import actions as notifications
from forum.notifications.models import Notification
from forum.push import delivery, encryption, models, sending
from forum.push.models import PushItem, PushSubscription
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.push.push_service import Browser
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay():
    return make.member("fay", is_staff=True)


@pytest.fixture
def topic(ana, fay):
    return make.topic(ana, within=make.theme("care", facilitators=(fay,)), title="Care work")


@pytest.fixture
def ben():
    return make.member("ben", name="Ben Okri")


def send() -> None:
    run_event_listeners()
    sending.send_due()


@pytest.mark.usefixtures("database")
def test_a_reply_is_shown_on_the_device(phone, topic, ben):
    make.post(topic, ben, "Secret words.", reply_to=1)
    send()
    [message] = phone.shown()
    notification = Notification.objects.get()
    assert message == {
        "title": "Ben Okri replied to you",
        "body": "Care work",
        "url": f"/notifications/{notification.pk}/",
        "tag": f"notification-{notification.pk}",
        "lang": "en",
    }


def test_the_message_is_in_the_language_of_the_member(phone, topic, ana, ben):
    Member.objects.filter(pk=ana.pk).update(language="fr")
    make.post(topic, ben, reply_to=1)
    send()
    [message] = phone.shown()
    assert message["lang"] == "fr" and message["title"] != "Ben Okri replied to you"


def test_nobody_but_the_browser_can_read_it_and_the_site_has_signed_it(phone, service, topic, ben):
    make.post(topic, ben, reply_to=1)
    send()
    [request] = service.received
    assert b"Ben" not in request.body and b"Care" not in request.body
    stranger = Browser(service, "stranger")
    with pytest.raises(ECEException):
        stranger.decrypt(request.body)
    assert request.headers["Content-Encoding"] == "aes128gcm"
    assert request.headers["TTL"] == "86400"
    scheme, token, key = request.headers["Authorization"].replace(",", " ").split()
    assert scheme == "vapid" and key == f"k={encryption.public_key()}"
    assert Vapid02.verify(request.headers["Authorization"])
    claims = json.loads(encryption.decode(token.split(".")[1]))
    assert claims["aud"] == service.url and claims["exp"] < time.time() + 24 * 3600


def test_mentions_watched_topics_messages_in_rooms_and_enquiries_are_shown(
    phone, topic, ana, ben, fay
):
    watched = make.topic(ben, title="Watched")
    following.set_topic_level(watched, ana, level="watching")
    make.post(watched, ben)
    make.message(make.room(topic), ben, "Hello @ana.")
    enquiries.write(topic.theme, ana, ana, source="Hi", nonce=uuid.uuid4())
    enquiries.write(topic.theme, ana, fay, source="Yes?", nonce=uuid.uuid4())
    send()
    assert {(message["title"], message["body"]) for message in phone.shown()} == {
        ("Ben Okri wrote a new post", "Watched"),
        ("Ben Okri mentioned you", str(make.room(topic))),
        ("Fay answered your message to the facilitators", "Care"),
    }


def test_what_administrators_do_waits_at_the_bell(phone, topic, fay):
    facilitation.retitle(topic, fay, title="New")
    send()
    assert Notification.objects.count() == 1 and phone.shown() == []


GONE = {
    "read": lambda topic, post, ana, fay: notifications.mark_read_up_to(ana, topic, post.number),
    "deleted": lambda topic, post, ana, fay: topics.delete(post, post.author),
    "hidden": lambda topic, post, ana, fay: topics.hide(post, fay, why="x"),
    "topic hidden": lambda topic, post, ana, fay: facilitation.hide_topic(topic, fay, why="x"),
    "muted": lambda topic, post, ana, fay: following.set_topic_level(topic, ana, level="muted"),
    "theme muted": lambda topic, post, ana, fay: following.set_theme_level(
        topic.theme, ana, level="muted"
    ),
    "suspended": lambda topic, post, ana, fay: Member.objects.filter(pk=ana.pk).update(
        suspended_until=timezone.now() + timedelta(days=1)
    ),
    "closed": lambda topic, post, ana, fay: people.close_account(ana, by=ana),
}


@pytest.mark.parametrize("what", GONE)
def test_what_is_read_gone_or_muted_before_it_is_sent_is_not_sent(
    what, phone, topic, ana, ben, fay
):
    post = make.post(topic, ben, reply_to=1)
    run_event_listeners()
    assert PushItem.objects.count() == 1
    GONE[what](topic, post, ana, fay)
    sending.send_due()
    assert phone.shown() == []
    assert not PushItem.objects.due().exists()


def test_each_device_gets_it_once_however_often_listeners_and_workers_run(
    phone, service, topic, ana, ben
):
    laptop, client = Browser(service, "laptop"), Client()
    client.force_login(ana)
    laptop.subscribe(ana, client.session.session_key)
    make.post(topic, ben, reply_to=1)
    send()
    for event in Event.objects.all():
        event.run_listeners()
    send()
    assert len(phone.shown()) == len(laptop.shown()) == 1


@pytest.mark.usefixtures("database")
def test_two_workers_at_once_send_each_message_once(phone, service, topic, ben):
    for _number in range(10):
        make.post(topic, ben, reply_to=1)
    run_event_listeners()
    with ThreadPoolExecutor(max_workers=2) as workers:
        for result in [workers.submit(_work) for _worker in range(2)]:
            result.result()
    tags = [message["tag"] for message in phone.shown()]
    assert len(tags) == len(set(tags)) == 10


def _work() -> None:
    sending.send_due()
    connections.close_all()


def test_a_claimed_message_is_not_sent_by_another_worker(phone, topic, ben):
    make.post(topic, ben, reply_to=1)
    run_event_listeners()
    item = PushItem.objects.get()
    assert PushItem.objects.claim(item)
    assert not PushItem.objects.claim(item)
    sending.send_due()
    assert phone.shown() == []


def test_a_message_of_a_worker_that_was_killed_is_sent_after_a_pause(phone, topic, ben):
    make.post(topic, ben, reply_to=1)
    run_event_listeners()
    PushItem.objects.claim(PushItem.objects.get())
    PushItem.objects.update(due_at=timezone.now())
    sending.send_due()
    assert len(phone.shown()) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_the_browser_ended_is_forgotten(status, phone, service, topic, ben):
    service.statuses = [status]
    make.post(topic, ben, reply_to=1)
    send()
    assert not PushSubscription.objects.exists() and not PushItem.objects.exists()


@pytest.mark.parametrize("status", [302, 400, 413, 429, 500, 503])
def test_after_a_failure_the_device_waits_longer_each_time(status, phone, service, topic, ben):
    service.statuses = [status] * 2
    make.post(topic, ben, reply_to=1)
    send()
    sending.send_due()
    assert len(service.received) == 1  # also no redirect was followed
    first = PushSubscription.objects.get().paused_until
    assert first > timezone.now() + timedelta(minutes=1)
    _end_pause()
    sending.send_due()
    assert PushSubscription.objects.get().paused_until > first + timedelta(minutes=1)
    _end_pause()
    sending.send_due()
    assert len(phone.shown()) == 3 and PushSubscription.objects.get().failures == 0


def _end_pause() -> None:
    PushSubscription.objects.update(paused_until=timezone.now())
    PushItem.objects.update(due_at=timezone.now())


def test_a_device_that_never_answers_is_forgotten(phone, service, topic, ben):
    PushSubscription.objects.update(failures=models.MAX_FAILURES)
    service.statuses = [500]
    make.post(topic, ben, reply_to=1)
    send()
    assert not PushSubscription.objects.exists()


def test_a_service_that_answers_a_byte_at_a_time_costs_a_bounded_wait(
    phone, service, topic, ben, monkeypatch
):
    monkeypatch.setattr(delivery, "SECONDS", 1)
    service.hangs = True
    for _number in range(3):
        make.post(topic, ben, reply_to=1)
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 10
    assert PushSubscription.objects.get().failures == 1  # one wait for three messages


def test_a_service_with_a_certificate_that_nobody_knows_gets_nothing(
    phone, service, topic, ben, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    make.post(topic, ben, reply_to=1)
    send()
    assert service.received == [] and PushSubscription.objects.get().failures == 1


def test_the_longest_message_is_small(phone, service, topic, ben):
    Member.objects.filter(pk=ben.pk).update(name="𝔘" * 60)
    type(topic).objects.filter(pk=topic.pk).update(title="𝔘" * 150)
    make.post(topic, ben, reply_to=1)
    send()
    assert len(phone.shown()) == 1
    assert len(service.received[0].body) <= delivery.MAX_BYTES


def test_an_old_notification_of_a_restored_post_surprises_nobody(phone, topic, ben):
    make.post(topic, ben, reply_to=1)
    run_event_listeners()
    PushItem.objects.all().delete()
    Notification.objects.update(created_at=timezone.now() - timedelta(days=2))
    for event in Event.objects.all():
        event.run_listeners()
    assert not PushItem.objects.exists()


def test_without_a_key_nothing_is_sent(phone, service, topic, ben, settings):
    settings.PUSH_PRIVATE_KEY = ""
    make.post(topic, ben, reply_to=1)
    send()
    assert service.received == []
