"""Events of revisions. post_id: the key of the post. by: the key of the member who acted."""

from dataclasses import dataclass

from forum.topics.events import PostEvent


@dataclass(frozen=True)
class RevisionHidden(PostEvent):
    """A facilitator hid an earlier revision of a post."""

    revision_id: int
    why: str


@dataclass(frozen=True)
class RevisionUnhidden(PostEvent):
    """A facilitator showed a hidden revision again."""

    revision_id: int
