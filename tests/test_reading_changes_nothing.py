"""A page that somebody reads does nothing: no GET changes what a foreign page can trigger."""

import hashlib

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import Member
from collective_brain.event_log.models import Event
from forum.chat.models import Room
from forum.facilitation import actions as facilitation
from forum.following.models import ReadPosition, RoomReadPosition
from forum.notifications.models import Notification
from tests import every_url
from tests import factories as make

pytestmark = pytest.mark.django_db

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
SEC_FETCH_IMAGE = {"Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors", "Accept": "image/*"}
# Who asks: the headers of browsers of today, and of browsers without Sec-Fetch.
NOT_READERS: dict[str, dict[str, str]] = {
    "an image": {**SEC_FETCH_IMAGE, "Sec-Fetch-Site": "same-origin"},
    "an image of a foreign page": {**SEC_FETCH_IMAGE, "Sec-Fetch-Site": "cross-site"},
    "an image in an old browser": {"Accept": "image/webp,image/*,*/*;q=0.8"},
    "a frame": {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate", "Accept": HTML},
    "a link of a foreign page": {
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "cross-site",
        "Accept": HTML,
    },
    "a link of a foreign page in an old browser": {
        "Accept": HTML,
        "Referer": "https://example.com/",
    },
    "a prerendered page": {
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "none",
        "Sec-Purpose": "prefetch;prerender",
        "Accept": HTML,
    },
    "a prefetched page in an old browser": {"Accept": HTML, "X-Moz": "prefetch"},
    "a foreign link through the service worker": {
        "Sec-Fetch-Dest": "empty",
        "Sec-Fetch-Mode": "same-origin",
        "Sec-Fetch-Site": "same-origin",
        "X-Not-A-Visit": "1",
        "Accept": HTML,
    },
}
READERS: dict[str, dict[str, str]] = {
    "a click": {
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "same-origin",
        "Accept": HTML,
    },
    "a typed address": {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none", "Accept": HTML},
    "a click through the service worker": {
        "Sec-Fetch-Dest": "empty",
        "Sec-Fetch-Mode": "same-origin",
        "Sec-Fetch-Site": "same-origin",
        "Accept": HTML,
    },
    "an old browser": {"Accept": HTML, "Referer": "http://testserver/themes/"},
    "no header at all": {},
}
# The member's own session, which no page of theirs shows and which ends with the browser: the
# challenge of a passkey, the page to return to.
SESSION_TABLES = {"django_session"}


@pytest.fixture
def scene() -> every_url.Scene:
    return every_url.make_scene()


def rows() -> dict[str, str]:
    """A digest of the rows of every table."""
    digests = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table not in SESSION_TABLES:
            values = sorted(map(repr, model._base_manager.values_list()))
            digests[model._meta.db_table] = hashlib.md5("\n".join(values).encode()).hexdigest()
    return digests


@pytest.mark.parametrize("who", NOT_READERS)
def test_no_get_changes_a_row_unless_the_reader_asks_for_the_page(who, scene):
    client = Client(headers=NOT_READERS[who], raise_request_exception=False)
    client.force_login(scene.member)
    Member.objects.filter(pk=scene.member.pk).update(last_seen_at=None)
    urls = every_url.all_urls(scene.arguments)
    assert len(urls) > 100
    before = rows()
    for url in urls:
        client.get(url)
    after = rows()
    assert [table for table in before if before[table] != after[table]] == []


@pytest.mark.parametrize("who", READERS)
def test_a_page_that_its_reader_opens_is_read(who, scene):
    reader, topic, room = scene.member, scene.topic, scene.room
    client = Client(headers=READERS[who])
    client.force_login(reader)
    page = client.get(topic.get_absolute_url()).content.decode()
    client.get(room.get_absolute_url())
    assert "data-read=" not in page
    assert ReadPosition.objects.get(member=reader, topic=topic).read == 2
    assert RoomReadPosition.objects.get(member=reader, room=room).read == 1
    assert Notification.objects.unread_count(reader) == 0


def test_a_page_of_the_site_is_no_image(client):
    response = client.get("/themes/", headers=NOT_READERS["an image"])
    assert response.status_code == 403 and len(response.content) < 50


@pytest.mark.parametrize(
    ("url", "destination"),
    [("/favicon.ico", "image"), ("/manifest.webmanifest", "manifest"), ("/sw.js", "serviceworker")],
)
def test_a_page_may_load_its_own_resources(client, url, destination):
    response = client.get(url, headers={"Sec-Fetch-Dest": destination, "Accept": "*/*"})
    assert response.status_code in (200, 302)


def test_the_script_of_a_page_that_did_not_count_reports_what_comes_into_view(client, scene):
    client.force_login(scene.member)
    headers = NOT_READERS["a link of a foreign page"]
    page = client.get(scene.topic.get_absolute_url(), headers=headers).content.decode()
    assert 'data-read="0"' in page
    client.post("/following/seen/", {"line": scene.topic.stream_name, "number": 2})
    assert ReadPosition.objects.get(member=scene.member).read == 2


class TestRooms:
    @pytest.mark.parametrize("url", ["/themes/care/room/", "/topics/{topic}/room/"])
    def test_a_get_creates_no_room_and_the_form_opens_it(self, client, url):
        topic, ana = make.topic(within=make.theme("care")), make.member()
        url = url.format(topic=topic.pk)
        assert b"Open the chat room" in client.get(url).content
        assert client.post(url)["Location"].startswith("/accounts/login/")
        assert not Room.objects.exists()
        client.force_login(ana)
        client.get(url)
        assert not Room.objects.exists()
        first, second = client.post(url), client.post(url)
        room = Room.objects.get()
        assert first["Location"] == second["Location"] == room.get_absolute_url()
        assert client.get(url)["Location"] == room.get_absolute_url()
        assert Event.objects.filter(name="RoomOpened").count() == 1

    def test_nobody_opens_the_room_of_a_closed_topic(self, client):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        facilitation.set_closed(topic, chair, closed=True)
        client.force_login(make.member())
        response = client.post(f"/topics/{topic.pk}/room/")
        assert response.status_code == 422 and b"This topic is closed." in response.content
        assert not Room.objects.exists()
