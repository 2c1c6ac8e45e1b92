"""Rows of lists are made once, and never found when they would be stale."""

import re

import pytest
from django.core.cache import caches
from django.utils import timezone

from accounts.models import Member
from forum.facilitation import actions as facilitation
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db

KINDS = ["/", "/themes/savings/", "/themes/savings/posts/", "/members/ana/"]


def rows(client, address: str) -> str:
    answer = client.get(f"{address}?anew=1")  # else the page itself may be cached
    assert answer.status_code == 200
    page = answer.content.decode()
    return "".join(re.findall(r'<ul class="rows">.*?</ul>\s*(?=</|\n</)', page, re.DOTALL))


def edit(post, **_):
    actions.edit(
        post, post.author, source="Other words.", language="en", why="", version=post.version
    )


CHANGES = {
    "an author's name": lambda **it: Member.objects.update(name="Another"),
    "an author's community": lambda **it: Member.objects.update(community="academic"),
    "a confirmed community": lambda **it: Member.objects.update(community_confirmed=True),
    "a theme's name": lambda **it: Theme.objects.update(name_en="Other savings"),
    "a title": lambda **it: Topic.objects.update(title="Other title"),
    "a pin": lambda topic, **it: facilitation.set_pinned(topic, it["admin"], pinned=True),
    "a closed topic": lambda topic, **it: facilitation.set_closed(topic, it["admin"], closed=True),
    "a topic's language": lambda **it: Topic.objects.update(language="fr"),
    "a count of posts": lambda **it: Topic.objects.update(post_count=9),
    "a last post": lambda **it: Topic.objects.update(
        last_post_at=timezone.now().replace(year=2020)
    ),
    "another last poster": lambda **it: Topic.objects.update(last_poster=it["admin"]),
    "a post's words": edit,
    "a hidden post": lambda post, **it: actions.hide(post, it["admin"], why="Rude"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_is_what_would_be_made_now(client, change):
    ana, admin = make.member("ana"), make.member("admin", is_staff=True, name="Admin")
    topic = make.topic(ana, within=make.theme("savings"), title="A title")
    post = make.post(topic, ana)
    before = [rows(client, address) for address in KINDS]
    CHANGES[change](topic=topic, post=post, admin=admin)
    kept = [rows(client, address) for address in KINDS]
    assert kept != before
    caches["fragments"].clear()
    assert kept == [rows(client, address) for address in KINDS]


def test_a_row_is_another_in_another_language(client):
    make.post(make.topic(within=make.theme("savings")))
    english = rows(client, "/")
    client.cookies["django_language"] = "fr"
    assert rows(client, "/") != english


def test_what_is_new_is_each_readers_own(client):
    ana, topic = make.member("ana"), make.topic(within=make.theme("savings"))
    assert "unread" not in rows(client, "/themes/savings/")
    client.force_login(ana)
    assert "unread" in rows(client, "/themes/savings/")
    client.get(topic.get_absolute_url())
    assert "unread" not in rows(client, "/themes/savings/")
