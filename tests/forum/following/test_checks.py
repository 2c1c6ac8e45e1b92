"""What doctor says about read positions."""

from datetime import timedelta

import pytest

from forum.following.checks import find_wrong_unread_since
from forum.following.models import ReadPosition
from forum.topics.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db


def position_since(post_number: int, *, later: timedelta) -> ReadPosition:
    """The position of a member who has read one of three posts.

    The third post has an earlier time than the second, because the clock was set back.
    unread_since: the time of the post with this number, and `later`.
    """
    topic, ana = make.topic(), make.member()
    for _ in range(2):
        make.post(topic)
    second, third = topic.posts.order_by("number")[1:]
    Post.objects.filter(pk=third.pk).update(created_at=second.created_at - timedelta(hours=1))
    since = topic.posts.get(number=post_number).created_at + later
    return ReadPosition.objects.create(member=ana, topic=topic, read=1, unread_since=since)


@pytest.mark.parametrize("number", [2, 3])
def test_the_time_of_an_unread_post_is_right_also_after_the_clock_was_set_back(number):
    position = position_since(number, later=timedelta(0))
    own = ReadPosition.objects.filter(pk=position.pk)
    assert list(find_wrong_unread_since(own)) == []


def test_a_time_that_no_unread_post_has_is_wrong():
    position = position_since(2, later=timedelta(days=1))
    own = ReadPosition.objects.filter(pk=position.pk)
    assert [problem.key for problem in find_wrong_unread_since(own)] == [position.pk]
