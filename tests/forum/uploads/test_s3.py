"""Files in storage that speaks S3, by django-storages: a real server by moto, over HTTP."""

import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from django.core.files.storage import storages

from bench.served.sites import free_port, wait_until
from forum.uploads import actions, checks
from forum.uploads.models import PartialUpload, file_storage
from tests import factories as make
from tests.forum.uploads import files

pytest.importorskip("storages")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("backups")]


@pytest.fixture(scope="module")
def server():
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", url.rpartition(":")[2]]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: created_bucket(url), within=60)
        yield url
        process.kill()


@pytest.fixture(autouse=True)
def bucket(settings, server, stored_files):
    options = {
        "access_key": "key",
        "secret_key": "hush-hush",
        "bucket_name": "brain",
        "endpoint_url": server,
        "region_name": "us-east-1",
        "addressing_style": "path",
        "signature_version": "s3v4",
    }
    stored = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"uploads": stored}
    storages._storages.clear()
    yield
    for name in list(checks.stored_names()):
        file_storage().delete(name)


def created_bucket(url: str) -> bool:
    with suppress(OSError):
        request = urllib.request.Request(f"{url}/brain", method="PUT")
        return urllib.request.urlopen(request).status == 200
    return False


def test_a_picture_is_stored_shown_and_deleted(client, store):
    ana = make.member()
    upload = store(ana)
    client.force_login(ana)
    for url, start in ((upload.url, b"\xff\xd8\xff"), (upload.thumbnail_url, b"RIFF")):
        answer = client.get(url)
        assert b"".join(answer.streaming_content).startswith(start)
    assert sorted(checks.stored_names()) == sorted(upload.storage_names())
    actions.delete(upload, ana)
    assert list(checks.stored_names()) == []


def test_a_file_that_is_missing_in_the_bucket_is_not_found(client, store):
    ana = make.member()
    upload = store(ana)
    file_storage().delete(upload.file)
    client.force_login(ana)
    assert client.get(upload.url).status_code == 404
    [problem] = checks.find_without_file(type(upload).objects.all())
    assert problem.key == upload.pk


def test_pieces_are_stored_in_the_bucket_until_the_last_one(client):
    ana = make.member()
    client.force_login(ana)
    content = files.pdf()
    begun = client.post("/uploads/pieces/", headers={"upload-length": str(len(content))})
    for offset in (0, 20):
        client.patch(
            begun["Location"],
            content[offset : offset + 20] if not offset else content[20:],
            content_type="application/offset+octet-stream",
            headers={"upload-offset": str(offset)},
        )
    assert len(list(checks.stored_names())) == 2
    assert client.get(begun["Location"]).status_code == 201
    upload = PartialUpload.objects.get().upload
    assert list(checks.stored_names()) == upload.storage_names()


def test_the_storage_signs_links_for_readers_and_for_nobody_else(client, settings, store, server):
    settings.UPLOADS_HOST, settings.UPLOADS_STORAGE_LINKS = server.removeprefix("http://"), True
    ana = make.member()
    upload = store(ana, files.pdf(), name="plan.pdf")
    assert client.get(upload.url).status_code == 404
    client.force_login(ana)
    answer = client.get(upload.url)
    assert answer.status_code == 302 and "X-Amz-Expires=300" in answer["Location"]
    assert "X-Amz-Signature=" in answer["Location"]
    with urllib.request.urlopen(answer["Location"]) as sent:
        assert sent.read() == files.pdf()
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["Content-Type"] == "application/pdf"
