"""Topics, their numbered posts, and the revisions and quotations of posts."""

from forum.topics.models.moving import movable_numbers, move_posts
from forum.topics.models.posts import Post, rows_on_page
from forum.topics.models.questions import UNANSWERED
from forum.topics.models.revisions import MAX_LISTED_REVISIONS, Quotation, Revision
from forum.topics.models.topic_queries import TopicQuerySet, listed_topics_q, visible_topics_q
from forum.topics.models.topics import (
    COMMUNITY_COLUMNS,
    MAX_ANSWER_LINKS,
    MAX_NOTE,
    POSTS_PER_PAGE,
    RESERVED_SLUGS,
    Topic,
    current_page_version,
)

__all__ = [
    "COMMUNITY_COLUMNS",
    "MAX_ANSWER_LINKS",
    "MAX_LISTED_REVISIONS",
    "MAX_NOTE",
    "POSTS_PER_PAGE",
    "RESERVED_SLUGS",
    "UNANSWERED",
    "Post",
    "Quotation",
    "Revision",
    "Topic",
    "TopicQuerySet",
    "current_page_version",
    "movable_numbers",
    "move_posts",
    "rows_on_page",
    "listed_topics_q",
    "visible_topics_q",
]
