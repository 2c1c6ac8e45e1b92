"""A fragment is made once, and never found when it would be stale."""

import uuid

import pytest
from django.utils import timezone, translation

from collective_brain.caching import fragments
from collective_brain.caching.page_cache import expire_all_pages
from forum.chat.fragments import MESSAGE
from forum.topics import actions
from forum.topics.fragments import POST
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """A word for each fragment that was made anew."""
    done: list[str] = []
    render = fragments.render_to_string

    def noting(*what) -> str:
        done.append(translation.get_language() or "")
        return render(*what)

    monkeypatch.setattr(fragments, "render_to_string", noting)
    return done


def show(topic) -> str:
    post = topic.posts.for_display().get(number=1)
    post.topic = topic
    return fragments.render_each(POST, [post])[0]


def test_it_is_made_once_in_each_language(made):
    topic = make.topic()
    for language in ("en", "fr", "en", "fr"):
        with translation.override(language):
            show(topic)
    assert made == ["en", "fr"]


def test_an_edit_and_a_new_name_of_its_author_make_it_anew(made):
    ana = make.member(name="Ana")
    topic = make.topic(ana)
    assert ">Ana<" in show(topic)
    actions.edit(topic.posts.get(), ana, source="Better.", language="en", version=1)
    assert "Better." in show(topic)
    type(ana).objects.filter(pk=ana.pk).update(name="Ana María")
    assert ">Ana María<" in show(topic)
    assert len(made) == 3


def test_only_what_is_not_there_is_loaded(client, made, django_assert_num_queries):
    topic, ana = make.topic(), make.member()
    for text in ("Second.", "Third."):
        make.post(topic, ana, text)
    address = f"{topic.get_absolute_url()}?anew=1"
    assert "Third." in client.get(address).content.decode() and len(made) == 3
    actions.delete(topic.posts.get(number=2), ana)
    pages = [client.get(address).content.decode() for _again in range(2)]
    assert len(made) == 4 and all("Second." not in html and "Third." in html for html in pages)
    type(ana).objects.filter(pk=ana.pk).update(closed_at=timezone.now(), name="")
    expire_all_pages(None)  # as the events of a closed account do
    client.get(address)
    assert len(made) == 6
    with django_assert_num_queries(1):
        client.get(address)
    assert len(made) == 6


def test_a_post_and_a_message_of_one_nonce_are_two():
    ana, nonce, topic = make.member(), uuid.uuid4(), make.topic()
    make.post(topic, ana, "In the topic.", nonce=nonce)
    room = make.room(topic)
    make.message(room)
    make.message(room, ana, "In the room.", nonce=nonce)
    shown = []
    for contributions, fragment in ((topic.posts, POST), (room.messages, MESSAGE)):
        shown += fragments.render_each(fragment, [contributions.for_display().get(nonce=nonce)])
    assert "In the topic." in shown[0] and "In the room." in shown[1]


def test_what_is_deleted_is_not_found_in_it(made):
    ana = make.member()
    topic = make.topic(ana, source="Nobody reads this.")
    show(topic)
    actions.delete(topic.posts.get(), ana)
    assert "Nobody reads this." not in show(topic)
