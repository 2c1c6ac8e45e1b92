"""Uploads in pieces: a cut connection costs one piece (tus 1.0 core)."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.uploads import resumable
from forum.uploads.models import PartialUpload, Upload
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)

PIECE = {"content_type": "application/offset+octet-stream"}


@pytest.fixture
def ana(client):
    member = make.member("ana")
    client.force_login(member)
    return member


def begin(client, size: int, name: str = "plan.pdf"):
    metadata = f"filename {b64encode(name.encode()).decode()}"
    headers = {"Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post("/uploads/pieces/", headers=headers)


def send(client, address: str, piece: bytes, offset: int):
    return client.patch(address, piece, headers={"Upload-Offset": str(offset)}, **PIECE)


def test_a_file_arrives_in_pieces_and_a_cut_costs_one(client, ana, stored_files):
    content = files.pdf("x" * 1000)
    address = begin(client, len(content), "Plan für Ana.pdf")["Location"]
    assert send(client, address, content[:400], 0)["Upload-Offset"] == "400"

    told = client.head(address)
    assert (told["Upload-Offset"], told["Upload-Length"]) == ("400", str(len(content)))
    assert client.get(address).status_code == 202
    assert send(client, address, content[400:], 400).status_code == 204
    finished, again = client.get(address), client.get(address)

    upload = Upload.objects.get()
    assert finished.status_code == 201
    assert finished.json() == again.json()
    assert finished.json()["markdown"] == upload.markdown
    assert upload.name == "Plan-für-Ana.pdf"
    assert (stored_files / upload.file).read_bytes() == content
    assert not list((stored_files / "pieces").iterdir())


def test_a_piece_counts_once(client, ana, stored_files):
    address = begin(client, 100)["Location"]
    send(client, address, b"x" * 40, 0)

    for offset in (0, 39, 41):
        answer = send(client, address, b"x" * 40, offset)
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "40")
    stale = PartialUpload.objects.get()
    send(client, address, b"x" * 20, 40)
    with pytest.raises(resumable.WrongOffset):  # a second request read the row before
        resumable.append(stale, b"y" * 20, offset=40)

    assert send(client, address, b"x" * 41, 60).status_code == 422
    assert sum(path.stat().st_size for path in (stored_files / "pieces").iterdir()) == 60


def test_4_gb_that_are_declared_are_refused_at_once(client, ana):
    answer = begin(client, 4 * 2**30)

    assert answer.status_code == 413
    assert "This file is too large" in answer.json()["refused"]
    assert not PartialUpload.objects.exists()


def test_a_dangerous_file_in_pieces_is_refused_and_deleted(client, ana, stored_files):
    content = b"<script>alert(1)</script>"
    address = begin(client, len(content), "photo.jpg")["Location"]
    send(client, address, content, 0)

    answer = client.get(address)

    assert answer.status_code == 422 and "Files of this type" in answer.json()["refused"]
    assert client.get(address).status_code == 404
    assert not list((stored_files / "pieces").iterdir())


def test_pieces_of_others_and_old_ones_are_nowhere(client, ana, stored_files):
    address = begin(client, 100)["Location"]
    send(client, address, b"x" * 40, 0)
    client.force_login(make.member("ben"))
    assert client.head(address).status_code == send(client, address, b"x", 40).status_code == 404

    old = timezone.now() - timedelta(days=1, minutes=1)
    PartialUpload.objects.update(created_at=old)
    resumable.delete_expired()

    assert not PartialUpload.objects.exists()
    assert not list((stored_files / "pieces").iterdir())


def test_a_member_has_only_so_many_unfinished_files(client, ana):
    for _file in range(resumable.MOST_OPEN + 2):
        begin(client, 100)

    assert PartialUpload.objects.count() == resumable.MOST_OPEN
