"""The page of everything that a member follows or mutes."""

import pytest
from django.utils import timezone

from forum.following import actions
from forum.following.models import ReadPosition
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "/following/choices/"


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def test_the_page_lists_themes_and_topics_with_their_levels(client, ana):
    watched, ordinary = make.theme(name="Watched theme"), make.theme(name="Ordinary theme")
    actions.set_theme_level(watched, ana, level="watching")
    actions.set_theme_level(ordinary, ana, level="normal")
    muted, only_read = make.topic(title="Muted topic"), make.topic(title="Only read")
    actions.set_topic_level(muted, ana, level="muted")
    actions.mark_topic_read(ana, only_read, 1)
    page = client.get(ADDRESS).content.decode()
    assert "Watched theme" in page and "Muted topic" in page
    assert "Ordinary theme" not in page and "Only read" not in page
    assert f'action="/topics/{muted.pk}/follow/"' in page


def test_a_level_that_is_changed_there_leads_back_to_the_page(client, ana):
    topic = make.topic()
    actions.set_topic_level(topic, ana, level="muted")
    form = {"level": "watching", "next": ADDRESS}
    assert client.post(f"/topics/{topic.pk}/follow/", form)["Location"] == ADDRESS
    assert ReadPosition.objects.get(member=ana).level == "watching"


def test_a_script_that_saves_a_level_gets_its_name_and_no_page(client, ana):
    topic = make.topic()
    answer = client.post(
        f"/topics/{topic.pk}/follow/", {"level": "normal"}, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"level_name": "Follow"}
    assert ReadPosition.objects.get(member=ana).level == "normal"


def test_a_hidden_topic_is_not_listed(client, ana):
    topic = make.topic(title="Something rude")
    actions.set_topic_level(topic, ana, level="muted")
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
    assert b"Something rude" not in client.get(ADDRESS).content


def test_the_pages_show_everything_once_at_a_constant_cost(
    client, ana, django_assert_max_num_queries
):
    theme = make.theme()
    topics = [make.topic(within=theme) for _ in range(33)]
    for topic in topics:
        actions.set_topic_level(topic, ana, level="tracking")
    client.get(ADDRESS)
    with django_assert_max_num_queries(5):
        first = client.get(ADDRESS)
    second = client.get(ADDRESS + first.context["next"])
    shown = [*first.context["topics"], *second.context["topics"]]
    assert sorted(position.topic_id for position in shown) == [topic.pk for topic in topics]


def test_an_invalid_key_is_not_found_and_a_visitor_signs_in(client, ana):
    assert client.get(ADDRESS, {"after": "x"}).status_code == 404
    client.logout()
    assert "/login/" in client.get(ADDRESS)["Location"]
