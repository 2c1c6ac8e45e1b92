"""The page that a new member sees first."""

import pytest
from django.utils import timezone

from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "/first-steps/"


def topics_on_page(client, **fields):
    client.force_login(make.member(**fields))
    return client.get(ADDRESS).context["topics"]


def test_three_topics_are_shown_those_in_the_languages_of_the_member_first(client):
    french = [make.topic(language="fr") for _ in range(2)]
    english = [make.topic(language="en") for _ in range(2)]
    assert topics_on_page(client, languages=["fr"]) == [*reversed(french), english[1]]


def test_a_topic_with_a_new_reply_is_first(client):
    older, newer = make.topic(), make.topic()
    make.post(older)
    assert topics_on_page(client) == [older, newer]


def test_a_hidden_topic_is_not_shown(client):
    topic = make.topic()
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
    assert topics_on_page(client) == []


def test_the_theme_for_introductions_is_offered_if_there_is_one(client):
    client.force_login(make.member())
    assert b"/accounts/profile/#id_bio" in client.get(ADDRESS).content
    make.theme("introductions")
    assert b"/themes/introductions/start/" in client.get(ADDRESS).content


def test_the_page_costs_the_same_with_many_topics(client, django_assert_max_num_queries):
    theme = make.theme()
    for _ in range(9):
        make.topic(within=theme)
    client.force_login(make.member())
    client.get(ADDRESS)
    with django_assert_max_num_queries(6):
        client.get(ADDRESS)
