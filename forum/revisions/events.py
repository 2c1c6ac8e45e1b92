"""What happens to revisions. post_id: the key of the post; by: the key of the member who did it."""

from dataclasses import dataclass

from forum.topics.events import PostEvent


@dataclass(frozen=True)
class RevisionHidden(PostEvent):
    """A facilitator hid an earlier version of a post."""

    revision_id: int
    why: str


@dataclass(frozen=True)
class RevisionUnhidden(PostEvent):
    """A facilitator showed a hidden version again."""

    revision_id: int
