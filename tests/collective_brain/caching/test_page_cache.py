"""Pages for visitors: made once for each version, never stale, never another visitor's."""

import gzip
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as accounts
from forum.themes import actions as themes
from forum.themes.rules import EDITED_FIELDS
from forum.topics import actions as topics
from tests import factories as make

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')

PRINTED = re.compile(r"[\d-]{10} [\d:]{5} UTC")  # when the page was made
NONCE = re.compile(r'name="nonce" value="([\w-]+)"')


@pytest.fixture(autouse=True)
def _empty():
    caches["pages"].clear()


@pytest.fixture
def now(django_capture_on_commit_callbacks):
    """What is heard at once is heard."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def body(answer) -> str:
    assert answer.status_code == 200
    return PRINTED.sub("", answer.content.decode())


def test_it_is_made_once_and_equals_a_fresh_one(client, django_assert_num_queries):
    address = make.topic().get_absolute_url()
    first = body(client.get(address))
    with django_assert_num_queries(1):
        again = body(Client().get(address))
    caches["pages"].clear()
    assert again == first == body(Client().get(address))


def test_an_address_with_more_in_it_is_not_kept(client, django_assert_num_queries):
    address = make.topic().get_absolute_url() + "?anything=1"
    for queries in (4, 1):  # the first time the posts and the facilitators are loaded, too
        with django_assert_num_queries(queries):
            assert "ETag" not in client.get(address)


@pytest.mark.parametrize(
    "query", ["?page=1&page=1", "?page=01", "?page=+1", "?page=1&", "?page=" + "0" * 15_000 + "1"]
)
def test_only_one_way_to_write_the_number_of_a_page_is_kept(client, query):
    """4,500 addresses of one page, with 15,000 characters each, took 250 MB."""
    topic = make.topic()
    assert "ETag" not in client.get(topic.get_absolute_url() + query)
    assert "ETag" in client.get(topic.get_absolute_url() + "?page=1")
    assert caches["pages"].used_bytes < 100_000


def test_it_contains_nothing_of_its_reader(client):
    address = make.topic().get_absolute_url()
    answers = [visitor.get(address) for visitor in (client, Client())]
    assert not any(TOKEN.search(answer.content.decode()) for answer in answers)
    assert not any(NONCE.search(answer.content.decode()) for answer in answers)
    assert not any(answer.cookies for answer in answers)


def test_compressed_it_is_the_same_page(client):
    address = make.topic().get_absolute_url()
    plain = body(client.get(address))
    answer = Client().get(address, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer["Vary"]
    answer.content = gzip.decompress(answer.content)
    assert body(answer) == plain


def test_its_headers_are_those_of_a_page_made_anew(client):
    address = make.topic().get_absolute_url()
    made, kept = client.get(address), Client().get(address)
    changing = {"X-Request-ID", "ETag", "X-Keep", "Content-Length"}
    assert {k: v for k, v in made.items() if k not in changing} == {
        k: v for k, v in kept.items() if k not in changing
    }
    assert kept["X-Keep"].startswith("topic:")


@pytest.fixture(params=["visitor", "member"])
def reader(request, client):
    """A client that gets the cached page, or the page around the cached HTML of all its posts."""
    if request.param == "member":
        client.force_login(make.member())
    return client


def test_all_members_get_the_posts_of_a_page_from_the_cache(django_assert_num_queries):
    topic = make.topic()
    address, (ana, ben) = topic.get_absolute_url(), (Client(), Client())
    for client in (ana, ben):
        client.force_login(make.member())
        client.get("/help/")
    assert "Hello." in body(ana.get(address))
    with CaptureQueriesContext(connection) as queries:
        assert "Hello." in body(ben.get(address))
    assert not any('FROM "topics_post"' in query["sql"] for query in queries)


def test_what_is_written_is_there_at_once(reader):
    topic, ana = make.topic(), make.member()
    reader.get(topic.get_absolute_url())
    post = make.post(topic, ana, "Quite new.")
    assert "Quite new." in body(reader.get(topic.get_absolute_url()))
    topics.edit(post, ana, source="Quite other.", language="en", version=1)
    assert "Quite other." in body(reader.get(topic.get_absolute_url()))
    topics.delete(post, ana)
    assert "Quite other." not in body(reader.get(topic.get_absolute_url()))


def test_so_is_a_new_name(reader, django_capture_on_commit_callbacks):
    ana = make.member(name="Ana Old")
    topic = make.topic(ana)
    assert "Ana Old" in body(reader.get(topic.get_absolute_url()))
    with django_capture_on_commit_callbacks(execute=True):
        accounts.change_profile(ana, name="Ana New")
    assert "Ana New" in body(reader.get(topic.get_absolute_url()))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [("colour", "#123456", "#123456"), ("name_en", "Care work", "Care work")],
)
def test_so_is_a_new_colour_or_name_of_the_theme(
    reader, django_capture_on_commit_callbacks, field, value, shown
):
    topic, admin = make.topic(), make.member(is_staff=True, is_superuser=True)
    reader.get(topic.get_absolute_url())
    stored = {name: getattr(topic.theme, name) or "-" for name in EDITED_FIELDS}
    with django_capture_on_commit_callbacks(execute=True):
        themes.change_theme(topic.theme, by=admin, **(stored | {field: value}))
    assert shown in body(reader.get(topic.get_absolute_url()))


def test_who_has_it_is_not_sent_it_again(client, monkeypatch):
    topic = make.topic()
    address = topic.get_absolute_url()
    tag = client.get(address)["ETag"]
    unchanged = client.get(address, headers={"if-none-match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"") and "X-Keep" in unchanged
    assert (
        unchanged["ETag"] == tag and "Content-Security-Policy" not in unchanged
    )  # on 2G every line is felt
    caches["pages"].clear()
    later = timezone.now() + timedelta(minutes=1)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        assert client.get(address)["ETag"] == tag  # another process makes the same
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert Client().get(address, headers={"if-none-match": tag}).status_code == 304
    make.post(topic, make.member())
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_a_text_that_waits_is_shown_to_its_visitor_alone(client):
    topic = make.topic()
    client.get(topic.get_absolute_url())
    client.post(f"/topics/{topic.pk}/reply/", {"source": "I was about to say", "nonce": "0" * 32})
    assert "ETag" not in client.get(topic.get_absolute_url())
    assert "ETag" in Client().get(topic.get_absolute_url())


def test_a_member_has_a_page_of_their_own(client):
    topic, ana = make.topic(), make.member()
    Client().get(topic.get_absolute_url())
    client.force_login(ana)
    answer = client.get(topic.get_absolute_url())
    assert "ETag" not in answer and ana.name in body(answer)
