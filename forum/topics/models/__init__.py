"""Topics, their numbered posts, and what is kept of each version."""

from forum.topics.models.posts import Post, rows_on_page
from forum.topics.models.revisions import MOST_VERSIONS, Quotation, Revision
from forum.topics.models.topics import (
    COMMUNITY_COLUMNS,
    MAX_ANSWER_LINKS,
    POSTS_PER_PAGE,
    RESERVED_SLUGS,
    Topic,
    TopicQuerySet,
    current_page_version,
    topic_for,
    visible_topics_q,
)

__all__ = [
    "COMMUNITY_COLUMNS",
    "MAX_ANSWER_LINKS",
    "MOST_VERSIONS",
    "POSTS_PER_PAGE",
    "RESERVED_SLUGS",
    "Post",
    "Quotation",
    "Revision",
    "Topic",
    "TopicQuerySet",
    "current_page_version",
    "rows_on_page",
    "topic_for",
    "visible_topics_q",
]
