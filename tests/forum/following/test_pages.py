"""The Following page and its forms."""

import pytest
from django.utils import timezone

from forum.following import actions
from forum.following.listeners import set_unread_since
from forum.following.models import ReadPosition, ThemeFollow
from forum.following.unread_topics import followed_topics_to_mark_read
from forum.topics.events import PostPublished
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


class TestList:
    def test_each_row_leads_to_the_first_unread_post(self, client, ana):
        topic = make.topic(title="Savings & groups")
        actions.set_topic_level(topic, ana, level="tracking")
        actions.mark_topic_read(ana, topic, 1)
        post = make.post(topic)
        set_unread_since(PostPublished(post.pk, by=post.author_id))
        page = client.get("/following/")
        row = page.context["rows"][0]
        assert (row.topic, row.unread_count, row.first_unread_url) == (
            topic,
            1,
            f"/topics/{topic.pk}/2",
        )
        assert b"Savings &amp; groups" in page.content
        assert b"You chose this." in page.content
        assert b"data-ago>just now</time>" in page.content

    def test_an_empty_page_says_that_everything_is_read(self, client, ana):
        assert b"You have read everything you follow." in client.get("/following/").content

    def test_the_number_of_queries_is_the_same_for_many_rows(
        self, client, ana, django_assert_max_num_queries
    ):
        theme = make.theme()
        actions.set_theme_level(theme, ana, level="tracking")
        for _ in range(33):
            make.topic(within=theme)
        client.get("/following/")
        with django_assert_max_num_queries(5):
            first = client.get("/following/")
        assert len(first.context["rows"]) == 30
        assert len(client.get("/following/" + first.context["next"]).context["rows"]) == 3

    @pytest.mark.parametrize("key", ["x", "1", "1.2.3", "9" * 40 + ".1"])
    def test_an_invalid_key_is_not_found(self, client, ana, key):
        assert client.get("/following/", {"after": key}).status_code == 404

    def test_a_visitor_signs_in_first(self, client):
        assert client.get("/following/")["Location"] == "/accounts/login/?next=/following/"

    def test_one_form_marks_everything_as_read(self, client, ana):
        topic = make.topic()
        actions.set_topic_level(topic, ana, level="tracking")
        client.post("/following/read/")
        assert not followed_topics_to_mark_read(ana).exists()


class TestFollow:
    def test_the_form_of_a_topic_redirects_to_the_page_that_showed_it(self, client, ana):
        topic = make.topic()
        back = f"{topic.get_absolute_url()}?page=2"
        answer = client.post(f"/topics/{topic.pk}/follow/", {"level": "watching", "next": back})
        assert answer["Location"] == back
        assert ReadPosition.objects.get(member=ana).level == "watching"

    def test_the_form_of_a_theme_never_redirects_to_another_site(self, client, ana):
        theme = make.theme("savings")
        answer = client.post(
            "/themes/savings/follow/", {"level": "muted", "next": "https://evil.example/"}
        )
        assert answer["Location"] == theme.get_absolute_url()
        assert ThemeFollow.objects.get(member=ana).level == "muted"

    def test_an_unknown_level_is_refused(self, client, ana):
        assert (
            client.post(f"/topics/{make.topic().pk}/follow/", {"level": "loud"}).status_code == 422
        )

    def test_a_hidden_topic_is_not_found(self, client, ana):
        topic = make.topic()
        type(topic).objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        assert client.post(f"/topics/{topic.pk}/follow/", {"level": "tracking"}).status_code == 404

    def test_a_visitor_is_redirected_to_sign_in(self, client):
        topic = make.topic()
        answer = client.post(f"/topics/{topic.pk}/follow/", {"level": "tracking"})
        assert answer["Location"].startswith("/accounts/login/")
