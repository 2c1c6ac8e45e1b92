"""The large site on which the benches measure: right in itself, and the same for the same seed."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum

from accounts.models import Member
from forum.chat.models import Message, Room
from forum.following.models import ReadPosition
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

SMALL = ["--posts", "600", "--topics", "30", "--members", "40", "--messages", "300"]
pytestmark = pytest.mark.usefixtures("database", "capsys")


def fill(*more):
    call_command("create_large_site", *SMALL, *more, verbosity=0)


def test_the_site_is_right_in_itself():
    fill()
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
    order = list(Post.objects.order_by("pk").values_list("created_at", flat=True))
    assert order == sorted(order)


def test_it_is_skewed():
    fill()
    assert Topic.objects.aggregate(most=Max("post_count"))["most"] >= 60
    assert Room.objects.aggregate(most=Max("last_number"))["most"] >= 150


def test_one_can_write_on():
    """The keys go on after those written by hand."""
    fill()
    topic = Topic.objects.first()
    post = Post(
        author=Member.objects.first(),
        nonce="6f1e52a5-33a1-4a3c-9c89-5c4c5ea2e5d0",
        markup_version=1,
    )
    topic.append(post)
    assert post.pk == 601


def test_it_wants_an_empty_database():
    fill()
    with pytest.raises(CommandError, match="members"):
        fill()


def texts():
    return list(
        Post.objects.order_by("pk").values_list(
            "topic__title", "number", "author__handle", "source", "reply_to"
        )
    )


def test_the_same_seed_makes_the_same_site():
    from bench.large import Size, fill

    made = []
    for seed in (1, 1, 2):
        call_command("flush", interactive=False, verbosity=0)
        call_command("seed_themes", verbosity=0)
        fill(Size(posts=60, topics=20, members=20, messages=40), seed=seed, tell=lambda *_: None)
        made.append(texts())
    assert made[0] == made[1] != made[2]
