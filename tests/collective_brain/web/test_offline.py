"""What the server tells the worker that keeps pages, and the site as an app."""

import json
import re
import struct
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from collective_brain.web import offline
from tests import factories as make

STATIC = Path(settings.BASE_DIR) / "collective_brain" / "static"
IMPORT = re.compile(r"""^(?:import|export)\b.*?["']\./([\w-]+)\.js["'];$""", re.MULTILINE)


def test_what_a_kept_file_imports_is_kept_too():
    for name in (name for name in offline.FILES if name.endswith(".js")):
        imported = {f"js/{other}.js" for other in IMPORT.findall((STATIC / name).read_text())}
        assert imported <= set(offline.FILES), name


def test_the_files_leave_room_for_the_pages():
    limit = int(re.search(r"MOST_BYTES = (\d+)", (STATIC / "js" / "worker.js").read_text())[1])
    assert limit + sum((STATIC / name).stat().st_size for name in offline.FILES) <= 20_000_000


def test_the_worker_names_its_files_and_is_never_old(client):
    answer = client.get("/sw.js")
    assert "no-cache" in answer["Cache-Control"] and answer["Content-Type"].startswith(
        "text/javascript"
    )
    told = json.loads(answer.text.split("const SITE = ")[1].split("\n")[0])
    assert len(told["files"]) == len(offline.FILES)
    assert (told["page"], told["out"]) == ("/offline/", "/accounts/logout/")


def test_what_a_visit_fetches_beside_the_page_is_small(client, capsys):
    sizes = {name: len(client.get(name).content) for name in ("/sw.js", "/manifest.webmanifest")}
    with capsys.disabled():
        print(f"\nbytes before compression: {sizes}")
    assert all(size < 1_500 for size in sizes.values())


@pytest.mark.django_db
def test_pages_that_everybody_reads_may_be_kept_and_no_others(client):
    author = make.member("author")
    topic = make.topic(author)
    room = make.room(topic)
    places = {address: client.get(address).headers.get("X-Keep", "").split(" ")[0] for address in (
        topic.get_absolute_url(), room.get_absolute_url(), topic.theme.get_absolute_url(), "/", "/themes/",
        "/offline/", "/accounts/login/", "/members/author/", f"/topics/{topic.pk}/manage/", "/nowhere/",
    )}  # fmt: skip
    assert list(places.values()) == [
        f"topic:{topic.pk}",
        "page",
        "page",
        "page",
        "page",
        "",
        "",
        "",
        "",
        "",
    ]


@pytest.mark.django_db
def test_every_page_says_whose_it_is(client):
    member = make.member("ana")
    assert client.get("/")["X-Member"] == "0"
    client.force_login(member)
    assert client.get("/")["X-Member"] == str(member.pk)
    member.suspended_until = timezone.now() + timedelta(days=1)
    member.save()
    assert client.get("/")["X-Member"] == "0"


@pytest.mark.django_db
def test_who_sends_from_an_older_page_asks_for_a_token():
    member, client = make.member("ana"), Client(enforce_csrf_checks=True)
    assert client.get("/accounts/token/").json()["member"] is None
    client.force_login(member)
    told = client.get("/accounts/token/")
    assert told.json()["member"] == member.pk and "no-store" in told["Cache-Control"]
    sent = client.post("/preview/", {"source": "*A*", "csrfmiddlewaretoken": told.json()["token"]})
    assert sent.status_code == 200


@pytest.mark.django_db
def test_a_text_that_the_browser_keeps_does_not_wait_in_the_session_too(client):
    topic = make.topic(make.member("author"))
    form = {"source": "Text.", "nonce": "8e1f7a55-14a1-4d43-a7f7-1f1d2f1f5a10"}
    headers = {"Accept": "application/json", "X-Kept-In-Browser": "1"}
    assert client.post(f"/topics/{topic.pk}/reply/", form, headers=headers).status_code == 401
    assert "waiting" not in client.session


def test_the_manifest_is_in_the_readers_language(client):
    told = client.get("/manifest.webmanifest", headers={"Accept-Language": "es"}).json()
    assert told["lang"] == "es" and "espacio de debate" in told["description"]
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize(("name", "sizes", "purpose"), offline.ICONS)
def test_the_icons_have_the_size_they_say(name, sizes, purpose):
    head = (STATIC / "icons" / name).read_bytes()[:24]
    assert "{}x{}".format(*struct.unpack(">II", head[16:])) == sizes


def test_the_icon_that_browsers_ask_for_unasked_is_there(client):
    assert client.get("/favicon.ico")["Location"].endswith(".png")
