"""The keys of unread topics are those of the Following page, for each level and reason."""

from itertools import product

import pytest

from forum.following.levels import Level, Reason
from forum.following.models import ReadPosition, ThemeFollow
from forum.following.unread_keys import load_unread_topic_keys
from forum.following.unread_topics import load_unread_topics
from tests import factories as make

pytestmark = pytest.mark.django_db
LEVELS = ("", *Level.values)
REASONS = ("", Reason.CHOSEN, Reason.WROTE)


def test_they_are_the_topics_of_the_following_page():
    ana, author = make.member(), make.member()
    for theme_level in LEVELS:
        theme = make.theme()
        if theme_level:
            ThemeFollow.objects.create(member=ana, theme=theme, level=theme_level)
        make.topic(author, within=theme)
        for level, reason in product(LEVELS, REASONS):
            topic = make.topic(author, within=theme)
            ReadPosition.objects.create(
                member=ana, topic=topic, level=level, reason=reason, unread_since=topic.created_at
            )
    keys = {key.topic_id for key in load_unread_topic_keys(ana, limit=100)}
    listed = {topic.pk for topic in load_unread_topics(ana, limit=100)}
    assert keys == listed and len(keys) > 20
