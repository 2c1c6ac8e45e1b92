"""Facilitators show a note at the top of a topic."""

import pytest

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.facilitation import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def topic(chair):
    return make.topic(within=make.theme("care", facilitators=(chair,)))


def test_everybody_reads_the_note_above_the_posts_until_it_is_removed(client, topic, chair):
    client.force_login(chair)
    note = {"note": "Answers **until Friday**. <script>alert(1)</script>"}
    assert client.post(f"/topics/{topic.pk}/note/", note).status_code == 302
    client.logout()
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Answers <strong>until Friday</strong>. &lt;script&gt;" in page
    assert page.index("until Friday") < page.index('class="posts"')
    client.force_login(chair)
    assert client.post(f"/topics/{topic.pk}/note/", {"note": " "}).status_code == 302
    assert "Note of the facilitators" not in client.get(topic.get_absolute_url()).content.decode()
    assert Event.objects.filter(name="TopicNoteChanged").count() == 2


def test_a_note_that_is_too_long_is_refused_with_its_text(client, topic, chair):
    client.force_login(chair)
    page = client.post(f"/topics/{topic.pk}/note/", {"note": "long " * 101})
    assert page.status_code == 422 and "long long" in page.content.decode()
    with pytest.raises(Refused):
        actions.set_note(topic, chair, note="&nbsp;")


def test_only_a_facilitator_writes_it_and_the_same_note_changes_nothing(topic, chair):
    with pytest.raises(Refused, match="Only a facilitator"):
        actions.set_note(topic, make.member(), note="Mine")
    mark = actions.set_note(topic, chair, note="Ours").last_mark
    assert actions.set_note(topic, chair, note="Ours").last_mark == mark
