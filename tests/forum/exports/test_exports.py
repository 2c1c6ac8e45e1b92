"""A member asks for a copy of what is theirs, and gets it, alone."""

import io
import json
import re
import tracemalloc
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import actions as people
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.bookmarks import actions as bookmarks
from forum.exports import actions, listeners, writing
from forum.exports.models import Export, exports_folder
from forum.notifications.models import Notification
from forum.topics.models import Post
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.uploads import files
from tests.forum.uploads.conftest import store, stored_files

__all__ = ["store", "stored_files"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.VAR = tmp_path
    return tmp_path / "exports"


@pytest.fixture
def ana():
    return make.member("ana", language="es", bio="I keep bees.")


def exported(client, member) -> zipfile.ZipFile:
    """Follow the link of the mail as this member."""
    actions.request(member)
    run_event_listeners()
    client.force_login(member)
    [message] = mail.outbox
    [path] = re.findall(r"http\S+?(/settings/export/\S+)", message.body)
    response = client.get(path)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_copy_has_every_own_text_in_json_and_in_a_page_without_scripts(client, ana):
    topic = make.topic(ana, title="Bees", source="Who keeps <script>alert(1)</script> *bees*?")
    make.post(topic, make.member("ben"), "Secret of Ben.")
    make.message(make.room(topic), ana, "Hi all")
    bookmarks.save(topic.posts.get(number=2), ana, note="For later")
    archive = exported(client, ana)
    [post] = json.loads(archive.read("topics_post.json"))
    assert post["source"].startswith("Who keeps") and post["topic_id"] == topic.pk
    [message] = json.loads(archive.read("chat_message.json"))
    assert message["source"] == "Hi all"
    [bookmark] = json.loads(archive.read("bookmarks_bookmark.json"))
    assert bookmark["note"] == "For later"
    [profile] = json.loads(archive.read("accounts_member.json"))
    assert profile["bio"] == "I keep bees." and "password" not in profile
    page = archive.read("index.html").decode()
    assert 'lang="es"' in page and "Who keeps &lt;script&gt;" in page and "Hi all" in page
    assert "<script" not in page
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Secret of Ben." not in everything and "ben@example.org" not in everything


def test_the_copy_has_the_profile_picture(client, ana):
    make.profile_picture(ana)
    assert exported(client, ana).read("files/profile-picture.webp").startswith(b"RIFF")


def test_the_copy_has_the_files_that_the_member_uploaded(client, ana, store):
    store(ana, alt="A hive")
    store(make.member("ben"), files.picture(colour="red"), name="of-ben.jpg")
    archive = exported(client, ana)
    [upload] = json.loads(archive.read("uploads_upload.json"))
    assert upload["alt"] == "A hive" and "key" not in upload
    [name] = [name for name in archive.namelist() if name.startswith("files/")]
    assert name.endswith("photo.jpg") and len(archive.read(name)) > 100


def test_the_bell_says_it_and_the_page_shows_the_link(client, ana):
    exported(client, ana)
    [told] = Notification.objects.filter(member=ana)
    assert told.kind == "exported"
    assert client.get(f"/notifications/{told.pk}/").headers["Location"] == "/settings/export/"
    page = client.get("/settings/export/").content.decode()
    assert "/settings/export/" in page and ".zip" not in page
    assert re.search(r'href="/settings/export/[^"]+"', page)


def test_nobody_else_opens_the_link_and_it_ends_after_a_week(client, ana):
    exported(client, ana)
    [path] = re.findall(r"http\S+?(/settings/export/\S+)", mail.outbox[0].body)
    client.logout()
    assert client.get(path).status_code == 302
    client.force_login(make.member("ben"))
    assert client.get(path).status_code == 404
    client.force_login(ana)
    assert client.get(path).status_code == 200
    Export.objects.update(requested_at=timezone.now() - timedelta(days=7, minutes=1))
    assert client.get(path).status_code == 404
    [file] = exports_folder().glob("*.zip")
    Export.objects.all().delete_old()
    assert not file.exists() and not Export.objects.exists()


def test_there_is_one_copy_at_a_time_and_one_in_a_day(client, ana):
    actions.request(ana)
    with pytest.raises(Refused, match="Your copy is being made"):
        actions.request(ana)
    run_event_listeners()
    client.force_login(ana)
    answer = client.post("/settings/export/")
    assert answer.status_code == 422
    assert Event.objects.filter(name="ExportRequested").count() == 1
    Export.objects.update(requested_at=timezone.now() - timedelta(days=1, minutes=1))
    assert actions.request(ana).pk


def test_a_worker_that_is_killed_goes_on_where_it_stopped(ana, monkeypatch):
    monkeypatch.setattr(writing, "CHUNK", 2)
    topic = make.topic(ana)
    for _number in range(4):
        make.post(topic, ana)
    export = actions.request(ana)
    position = None
    for stops in range(500):
        pieces = writing.write_parts(export, position)
        try:
            position = next(pieces)
        except StopIteration:
            break
        if stops % 2:  # the killed worker wrote more than it said
            next(pieces, None)
        pieces.close()
    written = json.loads((export.parts_folder / "topics_post.json").read_bytes())
    assert [row["number"] for row in written] == [1, 2, 3, 4, 5]


@pytest.mark.drill("memory of an export", 11)
def test_the_memory_of_an_export_does_not_grow_with_what_a_member_wrote(ana):
    topic = make.topic(ana)
    model = make.post(topic, ana)
    rows = []
    for number in range(3, 2003):
        row = Post.objects.get(pk=model.pk)
        row.pk, row.number, row.changed = None, number, number + 100
        row.nonce, row.source = uuid.uuid4(), "x" * 10_000
        rows.append(row)
    Post.objects.bulk_create(rows, batch_size=100)
    del rows
    export = actions.request(ana)
    event = listeners.ExportRequested(export.pk, by=ana.pk)
    tracemalloc.start()
    for _position in listeners.make_file(event, None):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15_000_000, f"20 MB of texts took {peak / 1e6:.0f} MB"


def test_a_closed_account_leaves_no_file(client, ana):
    exported(client, ana)
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert list(exports_folder().iterdir()) == []
    assert not Export.objects.exists()


def test_an_account_that_was_closed_while_its_copy_waited_gets_none(ana):
    actions.request(ana)
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert not exports_folder().exists() or list(exports_folder().iterdir()) == []
