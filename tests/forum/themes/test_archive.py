"""An archived theme: everybody reads it, nobody writes in it, and it can be opened again."""

import uuid

import pytest
from django.test import Client

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.following.models import ThemeFollow
from forum.themes import actions
from forum.topics import actions as topics
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")
ARCHIVED = "This theme is archived"
TEXT = {"source": "Hello.", "language": "en"}


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def facilitator():
    return make.member("faye")


@pytest.fixture
def care(boss, facilitator):
    return make.theme("care", name="Care", facilitators=(facilitator,))


@pytest.fixture
def topic(care, ana):
    return make.topic(ana, within=care, title="Home care")


@pytest.fixture
def events():
    """A function that returns the names of the newest events of themes, the oldest first."""
    themes = Event.objects.filter(name__startswith="Theme").order_by("pk")
    return lambda: list(themes.values_list("name", flat=True))


def archive(theme, boss):
    actions.set_archived(theme, by=boss, archived=True)
    theme.refresh_from_db()


def writes(theme, topic, room):
    """Everything that adds or changes a text: (name, function of the member who writes)."""
    post = topic.posts.get()
    yield "start", lambda by: topics.start_topic(theme, by, title="New", nonce=uuid.uuid4(), **TEXT)
    yield "reply", lambda by: topics.reply(topic, by, nonce=uuid.uuid4(), **TEXT)
    yield "edit", lambda by: topics.edit(post, by, version=1, **TEXT)
    yield "say in the room", lambda by: chat.say(room, by, source="Hello.", nonce=uuid.uuid4())
    yield "open a room", lambda by: chat.open_room(topic, by)


def test_nobody_writes_in_an_archived_theme_and_everything_is_read(
    client, care, topic, ana, facilitator, boss
):
    room = make.room(care)
    archive(care, boss)
    for name, write in writes(care, topic, room):
        for member in (ana, facilitator, boss):
            if name == "edit" and member != ana:
                continue  # facilitators still edit and hide what others wrote
            with pytest.raises(Refused, match=ARCHIVED):
                write(member)
    for url in (care.get_absolute_url(), topic.get_absolute_url(), room.get_absolute_url()):
        page = client.get(url)
        assert page.status_code == 200
        assert ARCHIVED in page.content.decode(), f"{url} does not say why nobody writes"
    assert b"<textarea" not in client.get(topic.get_absolute_url()).content


def test_it_can_be_opened_again(care, topic, ana, boss):
    room = make.room(care)
    archive(care, boss)
    actions.set_archived(care, by=boss, archived=False)
    care.refresh_from_db()
    topic.refresh_from_db()
    for _name, write in writes(care, topic, room):
        write(ana)


def test_authors_delete_and_facilitators_hide_in_an_archived_theme(care, topic, ana, boss):
    other = make.topic(ana, within=care).posts.get()
    archive(care, boss)
    topics.delete(topic.posts.get(), ana)
    topics.hide(other, boss, why="Not polite")


def test_no_topic_moves_into_an_archived_theme_but_out_of_it(care, topic, boss):
    elsewhere = make.theme("elsewhere")
    archive(care, boss)
    with pytest.raises(Refused, match=ARCHIVED):
        facilitation.move(make.topic(within=elsewhere), boss, theme=care)
    assert facilitation.move(topic, boss, theme=elsewhere).theme == elsewhere


def test_it_is_off_the_home_page_and_sign_up_and_last_in_the_list(client, care, topic, boss):
    make.theme("open", name="Open theme")
    archive(care, boss)
    assert [theme.slug for theme in client.get("/").context["themes"]] == ["open"]
    assert [name for _key, name in ThemeFollow.objects.theme_choices()] == ["Open theme"]
    page = client.get("/themes/").content.decode()
    assert page.index("Open theme") < page.index("Archived themes") < page.index("/themes/care/")
    assert "Home care" in client.get("/").content.decode(), "its topics are still among the newest"


def test_an_administrator_archives_it_on_its_page_and_visitors_see_it_at_once(
    client, care, boss, events
):
    visitor = Client()
    assert ARCHIVED not in visitor.get("/themes/care/").content.decode()
    client.force_login(boss)
    for _repeat in range(2):
        answer = client.post("/administration/themes/care/archive/", {"archived": "1"}, follow=True)
        assert b"The theme has been archived." in answer.content
    assert ARCHIVED in visitor.get("/themes/care/").content.decode()
    client.post("/administration/themes/care/archive/", {"archived": "0"})
    assert ARCHIVED not in visitor.get("/themes/care/").content.decode()
    assert events() == ["ThemeArchived", "ThemeReopened"]


def test_only_administrators_archive(care, ana, facilitator):
    for member in (ana, facilitator):
        with pytest.raises(Refused):
            actions.set_archived(care, by=member, archived=True)


def test_a_facilitator_still_edits_with_a_reason(care, topic, facilitator, boss):
    archive(care, boss)
    edited = topics.edit(
        topic.posts.get(), facilitator, version=1, why="A name", source="Name.", language="en"
    )
    assert edited.source == "Name."
