"""Files from UPLOADS_HOST, where the reader has no cookie: by signed links that end."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.groups.models import Group, GroupMember
from forum.topics import actions as topics
from forum.uploads import links
from forum.uploads.deployment_checks import check_upload_settings
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "files.example.org"


@pytest.fixture(autouse=True)
def file_host(settings):
    settings.UPLOADS_HOST = HOST
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    middleware = "forum.uploads.file_host.FileHostMiddleware"
    settings.MIDDLEWARE = [middleware, *django_settings.MIDDLEWARE]


def location(client: Client, url: str) -> str:
    """Where the site redirects to, without the host: the other one."""
    answer = client.get(url)
    assert answer.status_code == 302
    assert "private" in answer["Cache-Control"]
    origin = f"http://{HOST}" if django_settings.LOCAL else f"https://{HOST}"
    assert answer["Location"].startswith(f"{origin}/uploads/signed/")
    return answer["Location"].removeprefix(origin)


def status(path: str) -> int:
    """Of a browser without cookies on the other host."""
    return Client().get(path, headers={"host": HOST}).status_code


def private_picture(store) -> tuple:
    """A picture in a private theme, its author, a reader and an outsider."""
    ana, ben = make.member("ana"), make.member("ben")
    group = Group.objects.create(slug="g", name="G")
    for member in (ana, ben):
        GroupMember.objects.create(group=group, member=member)
    theme = make.theme("private", reading_group=group)
    upload = store(ana)
    post = make.post(make.topic(ana, within=theme), ana, source=upload.markdown)
    return upload, post, ben


def test_a_reader_gets_a_link_that_needs_no_cookie_and_has_the_headers_of_a_file(client, store):
    upload, _post, ben = private_picture(store)
    for url in (upload.url, upload.thumbnail_url):
        assert client.get(url).status_code == 404
    client.force_login(ben)
    for url in (upload.url, upload.thumbnail_url):
        path = location(client, url)
        assert path == location(client, url), "browsers keep the file of the same link"
        answer = Client().get(path, headers={"host": HOST})
        assert answer.status_code == 200 and answer["Content-Type"].startswith("image/")
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies
        assert 0 < int(answer["Cache-Control"].split("max-age=")[1].split(",")[0]) <= 7200


def test_a_link_is_for_one_file_and_one_reader_and_ends(client, store, monkeypatch):
    upload, _post, ben = private_picture(store)
    other = store(make.member("cleo"), files.picture(colour="red"))
    client.force_login(ben)
    path = location(client, upload.url)
    assert status(path.replace(upload.key, other.key)) == 404
    assert status(path.replace(f"%3A{ben.pk}%3A", "%3A1%3A").replace(f":{ben.pk}:", ":1:")) == 404
    now = links.time.time()
    monkeypatch.setattr(links.time, "time", lambda: now + 2 * links.WINDOW)
    assert status(path) == 404


def test_a_link_shows_nothing_after_the_right_of_its_reader_has_ended(client, store):
    upload, post, ben = private_picture(store)
    client.force_login(ben)
    path = location(client, upload.url)
    assert status(path) == 200
    GroupMember.objects.filter(member=ben).delete()
    assert status(path) == 404
    GroupMember.objects.create(group=Group.objects.get(), member=ben)
    assert status(path) == 200
    topics.hide(post, make.member("boss", is_staff=True, is_superuser=True), why="A secret.")
    assert status(path) == 404
    Member.objects.filter(pk=ben.pk).update(closed_at=timezone.now())
    assert status(path) == 404


def test_the_other_host_has_no_pages_and_the_site_no_signed_files(client, store):
    upload, _post, ben = private_picture(store)
    client.force_login(ben)
    for path in ("/", "/accounts/login/", upload.url, "/admin/"):
        assert status(path) == 404, path
    assert client.get(location(client, upload.url)).status_code == 404


def test_check_deploy_names_what_is_wrong(settings):
    settings.SITE_URL, settings.UPLOADS_STORAGE_LINKS = "https://brain.example.org", False
    assert check_upload_settings(None) == []
    for host, words in [
        ("brain.example.org", "is the host of the site"),
        ("https://files.example.org", "which is an address"),
        ("cdn.example.org", "ALLOWED_HOSTS does not have"),
    ]:
        settings.UPLOADS_HOST = host
        assert any(words in error.msg for error in check_upload_settings(None)), host
    settings.UPLOADS_STORAGE_LINKS = True
    assert "needs UPLOADS_STORAGE" in check_upload_settings(None)[0].msg
