"""Events of revisions. post_id: the key of the post. by: the key of the member who acted."""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark
from forum.topics.events import PostEvent


@dataclass(frozen=True)
class RevisionHidden(PostEvent):
    """A facilitator hid an earlier revision of a post."""

    revision_id: int
    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class RevisionUnhidden(PostEvent):
    """A facilitator showed a hidden revision again."""

    revision_id: int
