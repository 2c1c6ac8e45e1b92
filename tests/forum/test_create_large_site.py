"""The large site for benchmarks is consistent, and the same seed creates the same site."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum

from accounts.models import Member
from forum.chat.models import Message, Room
from forum.following.models import ReadPosition
from forum.themes.models import Theme
from forum.topics.models import Post, Topic
from tests.databases import connection_settings, default_database, empty_tables

SMALL = ["--posts", "600", "--topics", "30", "--members", "40", "--messages", "300"]
pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("large site")]


@pytest.fixture(scope="module")
def _site(_migrated_postgres_url, django_db_blocker):
    """One site for all tests that only read it, and that add a post to it."""
    with default_database(connection_settings(_migrated_postgres_url)), django_db_blocker.unblock():
        create_site()
        yield
        empty_tables(connections["default"])


def create_site():
    call_command("create_large_site", *SMALL, verbosity=0)


@pytest.mark.usefixtures("_site")
def test_the_counters_and_positions_of_the_site_are_consistent():
    assert (Post.objects.count(), Topic.objects.count(), Message.objects.count()) == (600, 30, 300)
    topics = Topic.objects.annotate(
        count=Count("posts"), last=Max("posts__number"), at=Max("posts__created_at")
    )
    assert not topics.exclude(
        count=F("post_count"), last=F("last_number"), at=F("last_post_at")
    ).exists()
    rooms = Room.objects.annotate(count=Count("messages"), last=Max("messages__number")).filter(
        last_number__gt=0
    )
    assert not rooms.exclude(count=F("last_number"), last=F("last_mark")).exists()
    assert Theme.objects.aggregate(posts=Sum("post_count"))["posts"] == 600
    assert not ReadPosition.objects.filter(read__gt=F("topic__last_number")).exists()
    next_post = Post.objects.filter(topic=OuterRef("topic"), number=OuterRef("read") + 1).values(
        "created_at"
    )
    at_end = Q(unread_since=None, read=F("topic__last_number"))
    assert (
        not ReadPosition.objects.exclude(at_end).exclude(unread_since=Subquery(next_post)).exists()
    )
    created_at = list(Post.objects.order_by("pk").values_list("created_at", flat=True))
    assert created_at == sorted(created_at)


@pytest.mark.usefixtures("_site")
def test_some_topics_and_rooms_are_much_larger_than_others():
    assert Topic.objects.aggregate(most=Max("post_count"))["most"] >= 60
    assert Room.objects.aggregate(most=Max("last_number"))["most"] >= 150


@pytest.mark.usefixtures("_site")
def test_new_posts_get_keys_after_the_inserted_ones():
    topic = Topic.objects.first()
    post = Post(
        author=Member.objects.first(),
        nonce="6f1e52a5-33a1-4a3c-9c89-5c4c5ea2e5d0",
        markup_version=1,
    )
    topic.append(post)
    assert post.pk > Post.objects.exclude(pk=post.pk).latest("pk").pk == 600


@pytest.mark.usefixtures("_site")
def test_the_command_refuses_a_database_that_is_not_empty():
    with pytest.raises(CommandError, match="members"):
        create_site()


def texts():
    return list(
        Post.objects.order_by("pk").values_list(
            "topic__title", "number", "author__handle", "source", "reply_to"
        )
    )


@pytest.mark.usefixtures("on_postgres")
def test_the_same_seed_creates_the_same_site():
    from bench.large import Size, fill

    sites = []
    for seed in (1, 1, 2):
        call_command("flush", interactive=False, verbosity=0)
        call_command("seed_themes", verbosity=0)
        fill(
            Size(posts=60, topics=20, members=20, messages=40),
            seed=seed,
            report_progress=lambda *_: None,
        )
        sites.append(texts())
    assert sites[0] == sites[1] != sites[2]
