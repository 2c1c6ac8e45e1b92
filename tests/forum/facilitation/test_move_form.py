"""A facilitator who moves a topic to a theme of others is told what follows."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def topic(chair):
    return make.topic(within=make.theme("care", facilitators=(chair,)))


def move(client, topic, theme, **fields):
    response = client.post(f"/topics/{topic.pk}/move/", {"theme": theme.pk, **fields})
    topic.refresh_from_db()
    return response


def test_a_topic_moves_to_a_theme_of_others_only_with_the_box_ticked(client, topic, chair):
    other = make.theme("elsewhere", name="Elsewhere")
    client.force_login(chair)
    page = move(client, topic, other)
    assert page.status_code == 422 and topic.theme.slug == "care"
    assert "You are not a facilitator of “Elsewhere”" in page.content.decode()
    assert move(client, topic, other, understood="on")["Location"] == topic.get_absolute_url()
    assert topic.theme == other


def test_a_topic_moves_between_the_facilitators_own_themes_without_a_question(client, topic, chair):
    own = make.theme("own", facilitators=(chair,))
    client.force_login(chair)
    assert move(client, topic, own).status_code == 302
    assert topic.theme == own


def test_an_administrator_is_not_asked(client, topic):
    client.force_login(make.member(is_staff=True))
    assert b"understood" not in client.get(f"/topics/{topic.pk}/manage/").content
    other = make.theme("elsewhere")
    assert move(client, topic, other).status_code == 302
    assert topic.theme == other
