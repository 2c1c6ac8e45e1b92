"""The posts in a member's private feed: the newest ones of others in what the member follows.

Only posts that everybody may read, also for facilitators: the address of the feed is no sign-in.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from forum.following.levels import FOLLOWED_LEVELS
from forum.following.reading_state import with_reading_state
from forum.sharing.feed_entries import MAX_CONTENT
from forum.topics.models import Post, Topic

POSTS_SHOWN = 40  # a reader that asks once a day should miss none
TOPICS_SEARCHED = 1_000  # of the site, those with the newest posts


def newest_followed_posts(member: Any) -> list[Post]:
    """Newest first.

    The newest posts are in the topics with the newest posts, and near their ends. So the query
    reads at most POSTS_SHOWN rows of each of POSTS_SHOWN topics.
    """
    ends = [_end_of_topic(topic) for topic in _newest_followed_topics(member)]
    if not ends:
        return []
    posts = (
        Post.objects.public()
        .filter(reduce(or_, ends))
        .exclude(author__in=[member.pk, *member.blocked_ids])
    )
    shown = posts.with_body(first=MAX_CONTENT + 1).select_related("author", "topic__theme")
    return list(shown.order_by("-pk")[:POSTS_SHOWN])


def _newest_followed_topics(member: Any) -> Iterable[Topic]:
    topics = Topic.objects.newest_public().among_newest(TOPICS_SEARCHED, AnonymousUser())
    followed = with_reading_state(topics, member).filter(my_level__in=FOLLOWED_LEVELS)
    return followed[:POSTS_SHOWN]


def _end_of_topic(topic: Topic) -> Q:
    return Q(topic=topic.pk, number__gt=topic.last_number - POSTS_SHOWN)
