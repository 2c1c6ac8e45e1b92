"""The service worker script, the headers for offline copies and the web app manifest."""

import json
import re
import struct
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collective_brain.web import offline
from collective_brain.web.script_modules import imported_modules
from tests import factories as make

STATIC = Path(settings.BASE_DIR) / "collective_brain" / "static"
SCRIPT = re.compile(r'<script type="module" src="/static/(js/\w+\.js)"')


def test_a_kept_module_comes_with_all_modules_that_it_imports():
    kept = {Path(name).stem for name in offline.FILES if name.endswith(".js")}
    assert set(offline.ENTRY_MODULES) <= kept
    for name in kept:
        assert imported_modules(name) <= kept | set(offline.ONLINE_MODULES), name


def test_imports_are_found_in_every_form():
    assert imported_modules("posts") == {
        "composer",
        "copy_link",
        "delete_item",
        "drafts",
        "live",
        "page",
        "send_form",
        "typed_texts",
    }
    assert imported_modules("offline_copies") == {"connection", "outbox_list"}


def test_every_module_that_needs_the_site_exists():
    for name in offline.ONLINE_MODULES:
        assert (STATIC / "js" / f"{name}.js").is_file()


@pytest.mark.django_db
def test_the_modules_of_every_page_that_may_be_kept_are_kept(client):
    author = make.member("author")
    topic = make.topic(author)
    client.force_login(author)
    addresses = [topic.get_absolute_url(), topic.theme.get_absolute_url(), "/", "/themes/"]
    addresses += [make.room(topic).get_absolute_url(), "/offline/"]
    for address in addresses:
        scripts = set(SCRIPT.findall(client.get(address).text))
        assert scripts and scripts <= set(offline.FILES), address


def test_the_files_leave_room_for_the_pages():
    limit = int(
        re.search(r"MAX_BYTES = (\d+)", (STATIC / "js" / "service_worker.js").read_text())[1]
    )
    assert limit + sum((STATIC / name).stat().st_size for name in offline.FILES) <= 20_000_000


def test_the_service_worker_lists_its_files_and_is_never_cached(client):
    answer = client.get("/sw.js")
    assert "no-cache" in answer["Cache-Control"] and answer["Content-Type"].startswith(
        "text/javascript"
    )
    site = json.loads(answer.text.split("const SITE = ")[1].split("\n")[0])
    assert len(site["files"]) == len(offline.FILES)
    assert (site["page"], site["out"]) == ("/offline/", "/accounts/logout/")


def test_the_service_worker_and_the_manifest_are_small(client, capsys):
    sizes = {name: len(client.get(name).content) for name in ("/sw.js", "/manifest.webmanifest")}
    with capsys.disabled():
        print(f"\nbytes before compression: {sizes}")
    assert all(size < 1_500 for size in sizes.values())


@pytest.mark.django_db
def test_only_pages_that_everybody_reads_may_be_kept(client):
    author = make.member("author")
    topic = make.topic(author)
    room = make.room(topic)
    expected = {
        topic.get_absolute_url(): f"topic:{topic.pk}",
        room.get_absolute_url(): "page",
        topic.theme.get_absolute_url(): "page",
        "/": "page",
        "/themes/": "page",
        "/offline/": "",
        "/accounts/login/": "",
        "/members/author/": "",
        f"/topics/{topic.pk}/manage/": "",
        "/nowhere/": "",
    }
    for url, name in expected.items():
        header = client.get(url).headers.get("X-Keep", "")
        assert header.split(" ")[0] == name, url


@pytest.mark.django_db
def test_a_page_that_is_not_kept_is_not_made_again_for_an_open_tab(client):
    """A second page with a passkey form stored a second challenge: the first form failed."""
    worker = {"X-Only-To-Keep": "1"}
    assert client.get("/", headers=worker).status_code == 200
    answer = client.get(reverse("mfa_login_webauthn"), headers=worker)
    assert (answer.status_code, answer.content) == (204, b"")
    assert not client.session.items()


@pytest.mark.django_db
def test_every_page_names_its_member(client):
    member = make.member("ana")
    assert client.get("/")["X-Member"] == "0"
    client.force_login(member)
    assert client.get("/")["X-Member"] == str(member.pk)
    member.suspended_until = timezone.now() + timedelta(days=1)
    member.save()
    assert client.get("/")["X-Member"] == "0"


@pytest.mark.django_db
def test_an_older_page_gets_a_new_token():
    member, client = make.member("ana"), Client(enforce_csrf_checks=True)
    assert client.get("/accounts/token/").json()["member"] is None
    client.force_login(member)
    answer = client.get("/accounts/token/")
    assert answer.json()["member"] == member.pk
    assert "no-store" in answer["Cache-Control"]
    form = {"source": "*A*", "csrfmiddlewaretoken": answer.json()["token"]}
    sent = client.post("/preview/", form)
    assert sent.status_code == 200


@pytest.mark.django_db
def test_a_text_that_the_browser_keeps_is_not_saved_in_the_session(client):
    topic = make.topic(make.member("author"))
    form = {"source": "Text.", "nonce": "8e1f7a55-14a1-4d43-a7f7-1f1d2f1f5a10"}
    headers = {"Accept": "application/json", "X-Kept-In-Browser": "1"}
    assert client.post(f"/topics/{topic.pk}/reply/", form, headers=headers).status_code == 401
    assert "waiting" not in client.session


def test_the_manifest_is_in_the_language_of_the_reader(client):
    app = client.get("/manifest.webmanifest", headers={"Accept-Language": "es"}).json()
    assert app["lang"] == "es"
    assert "espacio de debate" in app["description"]
    assert {icon["purpose"] for icon in app["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize(("name", "sizes", "purpose"), offline.ICONS)
def test_the_icons_have_their_declared_sizes(name, sizes, purpose):
    head = (STATIC / "icons" / name).read_bytes()[:24]
    assert "{}x{}".format(*struct.unpack(">II", head[16:])) == sizes


def test_the_default_icon_of_browsers_exists(client):
    assert client.get("/favicon.ico")["Location"].endswith(".png")
