"""How a text shows files, and who may see them."""

import html5lib
import pytest

from forum.facilitation import actions as facilitation
from forum.markup import own_words_in_html
from forum.topics import actions as topics
from forum.uploads.models import Upload, UploadUse
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)


def may_see(client, upload: Upload) -> bool:
    statuses = {client.get(url).status_code for url in (upload.url, upload.thumbnail_url)}
    assert statuses in ({200}, {404})
    return statuses == {200}


def test_a_text_shows_the_thumbnail_with_its_size_and_description(store):
    ana = make.member()
    upload = store(ana, alt='A "field" <of> rice & beans')

    post = make.post(make.topic(ana), ana, source=f"Look: {upload.markdown}")

    tree = html5lib.HTMLParser(strict=True).parseFragment(post.html)
    [picture] = tree.iter("{http://www.w3.org/1999/xhtml}img")
    assert picture.attrib == {
        "src": upload.thumbnail_url,
        "width": "320",
        "height": "240",
        "loading": "lazy",
        "alt": 'A "field" <of> rice & beans',
    }
    assert f'<a href="{upload.url}" class="upload">' in post.html
    assert own_words_in_html(post.html) == 'Look: A "field" <of> rice & beans'


def test_a_text_with_only_a_picture_is_not_empty(store):
    ana = make.member()
    upload = store(ana)

    post = make.post(make.topic(ana), ana, source=f"![]({upload.url})")

    assert 'alt="photo.jpg"' in post.html


def test_everything_else_stays_a_link(store):
    ana = make.member()
    upload, document = store(ana), store(ana, files.pdf(), name="plan.pdf")
    foreign, unknown = "https://evil.example" + upload.url, "/uploads/" + "0" * 32 + "/a.jpg"

    for url in (foreign, unknown, document.url, "/live/topic:1/", upload.url + "?x=1"):
        post = make.post(make.topic(ana), ana, source=f"![Look]({url})")
        assert "<img" not in post.html, url
    linked = make.post(make.topic(ana), ana, source=f"[![Look]({upload.url})](https://x.example)")
    assert "<img" not in linked.html


def test_a_text_shows_at_most_20_pictures(store):
    ana = make.member()
    upload = store(ana)

    post = make.post(make.topic(ana), ana, source=f"{upload.markdown}\n" * 30)

    assert post.html.count("<img") == 20
    assert post.html.count("<a ") == 30


def test_a_file_is_seen_as_long_as_a_text_shows_it(client, store):
    ana, ben, chair = make.member("ana"), make.member("ben"), make.member("chair")
    theme = make.theme(facilitators=(chair,))
    upload = store(ana)
    assert not may_see(client, upload)
    client.force_login(ana)
    assert may_see(client, upload)

    topic = make.topic(ana, within=theme)
    post = make.post(topic, ana, source=upload.markdown)
    client.logout()
    assert may_see(client, upload)

    topics.hide(post, chair, why="A shop.")
    assert not may_see(client, upload)
    client.force_login(ben)
    assert not may_see(client, upload)
    for reader in (chair, make.member(is_staff=True)):
        client.force_login(reader)
        assert may_see(client, upload)

    client.logout()
    topics.unhide(post, chair)
    assert may_see(client, upload)
    facilitation.hide_topic(topic, chair, why="Spam.")
    assert not may_see(client, upload)


def test_a_text_of_somebody_else_neither_shows_nor_keeps_a_file(client, store):
    ana, ben, chair = make.member("ana"), make.member("ben"), make.member("chair")
    topic = make.topic(within=make.theme(facilitators=(chair,)))
    upload = store(ana)
    post = make.post(topic, ana, source=upload.markdown)
    topics.hide(post, chair, why="A private photograph.")
    make.post(topic, ben, source=upload.markdown)
    make.post(topic, ben, source=post.quotation_markdown())
    assert not may_see(client, upload)
    client.force_login(ben)
    assert not may_see(client, upload)
    assert upload.uses.count() == 1


def test_a_file_that_is_edited_out_of_a_message_is_hidden(client, store):
    from forum.chat import actions as chat

    ana = make.member()
    upload = store(ana)
    message = make.message(make.room(), ana, source=upload.markdown)
    assert may_see(client, upload)

    chat.edit(message, ana, source="Nothing.", version=message.version)

    assert not UploadUse.objects.exists()
    assert not may_see(client, upload)


def test_an_answer_without_files_asks_nothing_about_files(store, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    topic, ben = make.topic(), make.member()
    with CaptureQueriesContext(connection) as queries:
        make.post(topic, ben, source="Yes.")
    assert not [query for query in queries if "uploads_" in query["sql"]]


def test_light_pages_show_the_description_instead(client, store):
    ana = make.member()
    topic = make.topic(ana, source=store(ana, alt="A field of rice").markdown)

    client.cookies["light_pages"] = "1"
    page = client.get(topic.get_absolute_url()).content.decode()

    assert 'class="upload">A field of rice</a>' in page and "<img" not in page
    del client.cookies["light_pages"]
    assert "<img" in client.get(topic.get_absolute_url()).content.decode()
