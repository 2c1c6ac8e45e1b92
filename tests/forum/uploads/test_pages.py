"""The pages of a member's files, and the files as browsers get them."""

import re

import pytest

from forum.uploads.models import Upload
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)

RANDOM = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{32}')
HTML = b"<script>alert(1)</script>"


@pytest.fixture
def ana(client):
    member = make.member("ana")
    client.force_login(member)
    return member


def test_a_member_uploads_a_picture_without_a_script(client, ana):
    form = {"file": files.as_form_file(files.picture(), "maíz.jpg"), "alt": "A field of maize"}

    answer = client.post("/uploads/", form)

    upload = Upload.objects.get()
    assert answer.status_code == 302 and answer.url == upload.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert f"![A field of maize](/uploads/{upload.key}/ma%C3%ADz.jpg)" in page
    assert upload.name in client.get("/uploads/").content.decode()


def test_a_refused_file_is_the_same_page_with_the_reason(client, ana):
    form = {"file": files.as_form_file(HTML), "alt": "My words"}

    answer = client.post("/uploads/", form)

    assert answer.status_code == 422
    assert "Files of this type" in answer.content.decode()
    assert "My words" in answer.content.decode()
    script = client.post(
        "/uploads/", {**form, "file": files.as_form_file(HTML)}, HTTP_ACCEPT="application/json"
    )
    assert script.status_code == 422 and "Files of this type" in script.json()["refused"]


def test_a_script_gets_the_markdown_of_its_file(client, ana):
    form = {"file": files.as_form_file(files.pdf(), "plan.pdf")}

    answer = client.post("/uploads/", form, HTTP_ACCEPT="application/json")

    assert answer.status_code == 201
    assert answer.json()["markdown"] == f"[plan.pdf](/uploads/{Upload.objects.get().key}/plan.pdf)"


def test_4_gb_that_are_declared_are_refused_before_they_are_read(client, ana):
    answer = client.post(
        "/uploads/",
        b"x" * 1000,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(4 * 2**30),
    )

    assert answer.status_code == 413
    assert "This file is too large. The limit is 9.5\xa0MB." in answer.content.decode()


def test_a_file_is_never_a_page(client, ana, store):
    names = ["photo.html", "plan.svg", "table.csv"]
    polyglot = files.pdf(HTML.decode() + "<!doctype html>")
    for content, name in zip([files.picture(), polyglot, b"a,b\n" + HTML], names, strict=True):
        upload = store(ana, content, name=name)
        answer = client.get(upload.url)
        kind = answer["Content-Type"]
        assert kind in ("image/jpeg", "application/pdf", "text/csv; charset=utf-8")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        shown_in_page = answer["Content-Disposition"].startswith("inline")
        assert shown_in_page == (kind == "image/jpeg")
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        assert b"".join(answer.streaming_content)


def test_the_name_of_a_download_is_ours(client, ana, store):
    upload = store(ana, files.pdf(), name='pl"an\r\nSet-Cookie: x=1\u202efdp.exe')

    answer = client.get(upload.url)

    assert (
        answer["Content-Disposition"] == "attachment; filename*=UTF-8''pl-an-Set-Cookie-x-1fdp.pdf"
    )


def test_the_files_of_others_look_like_files_that_never_existed(client, ana, store):
    upload = store(make.member("ben"))
    unknown = upload.key[::-1]

    for path in ("/uploads/{}/", "/uploads/{}/photo.jpg", "/uploads/thumbnails/{}.webp"):
        theirs, nothing = (client.get(path.format(key)) for key in (upload.key, unknown))
        assert theirs.status_code == nothing.status_code == 404
        pages = [RANDOM.sub("", answer.content.decode()) for answer in (theirs, nothing)]
        assert pages[0] == pages[1]
    assert client.post(f"/uploads/{upload.key}/delete/").status_code == 302
    assert Upload.objects.exists()


def test_a_member_describes_and_deletes_a_file(client, ana, store):
    upload = store(ana)

    client.post(upload.get_absolute_url(), {"alt": "A mill"})
    assert Upload.objects.get().alt == "A mill"
    assert "A mill" in client.get(upload.get_absolute_url()).content.decode()
    answer = client.post(f"{upload.get_absolute_url()}delete/")

    assert answer.url == "/uploads/" and not Upload.objects.exists()


def test_nginx_sends_the_file_if_it_may(client, ana, store, settings):
    settings.UPLOADS_ACCEL = "/stored-uploads"
    upload = store(ana)

    answer = client.get(upload.url)

    assert answer["X-Accel-Redirect"] == f"/stored-uploads/{upload.file}"
    assert answer.content == b""
