"""Topics, their numbered posts, and what is kept of each version."""

from forum.topics.models.posts import Post, rows_on_page
from forum.topics.models.revisions import MOST_VERSIONS, Quotation, Revision
from forum.topics.models.topics import (
    MOST_ANSWERS,
    PAGE,
    SPOKEN,
    TAKEN_SLUGS,
    Topic,
    TopicQuerySet,
    current_page_version,
    in_sight_of,
    topic_for,
)

__all__ = [
    "MOST_ANSWERS",
    "MOST_VERSIONS",
    "PAGE",
    "SPOKEN",
    "TAKEN_SLUGS",
    "Post",
    "Quotation",
    "Revision",
    "Topic",
    "TopicQuerySet",
    "current_page_version",
    "in_sight_of",
    "rows_on_page",
    "topic_for",
]
