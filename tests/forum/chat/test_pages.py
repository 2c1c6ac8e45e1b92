"""What a room's pages offer without a script."""

import uuid

import pytest
from django.utils import timezone

from forum.chat.models import Message
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_message_is_answered_by_links_and_forms(client):
    room, ana = make.room(), make.member(name="Ana")
    asked = make.message(room, ana)
    client.force_login(make.member())
    link = f"{room.get_absolute_url()}?reply_to=1"
    assert link in client.get(asked.own_page_url).content.decode()
    page = client.get(link)
    assert "In reply to Ana" in page.content.decode()
    fields = {"source": "Good evening, Ana.", "reply_to": "1", "nonce": str(uuid.uuid4())}
    client.post(f"{room.get_absolute_url()}say/", fields)
    assert Message.objects.latest("pk").reply_to == 1


@pytest.mark.parametrize("number", ["", "0", "7", "x", "9" * 9, "9" * 30, "-1", "٣"])
def test_a_link_to_answer_nothing_is_the_room(client, number):
    room = make.room()
    page = client.get(room.get_absolute_url(), {"reply_to": number}).content.decode()
    assert 'data-reply-to="In reply to {name}" hidden' in page


def test_administrators_and_facilitators_are_in_the_rooms_of_topics_too(client):
    """A visible topic's, and a hidden one's; no empty condition may vanish from an "or"."""
    administrator = make.member(is_staff=True)
    room = make.room(make.topic(make.member()))
    client.force_login(administrator)
    assert client.get(room.get_absolute_url()).status_code == 200
    Topic.objects.update(hidden_at=timezone.now())
    assert client.get(room.get_absolute_url()).status_code == 200
    client.force_login(make.member())
    assert client.get(room.get_absolute_url()).status_code == 404


def test_a_screen_reader_reads_who_wrote_and_the_text_before_the_menu(client):
    room, ana = make.room(), make.member(name="Ana")
    make.message(room, ana, "Good evening.")
    page = client.get(room.get_absolute_url()).content.decode()
    message = page[page.index('id="message-1"') :]
    author, text = message.index("Ana"), message.index("Good evening.")
    assert author < text < message.index("<summary")
    assert "<button" not in message[:text]
