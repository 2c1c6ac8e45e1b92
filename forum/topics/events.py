"""What happens to topics and posts. post_id and topic_id are keys; by: the member who did it; why: as they
wrote it. `mark` is the change mark that a topic's own change took, for its frame."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostEvent:
    post_id: int
    by: int


@dataclass(frozen=True)
class TopicEvent:
    topic_id: int
    by: int
    mark: int


@dataclass(frozen=True)
class TopicStarted(PostEvent):
    """A topic exists, with its first post."""


@dataclass(frozen=True)
class PostPublished(PostEvent):
    """A reply became visible."""


@dataclass(frozen=True)
class PostEdited(PostEvent):
    """A post has a new text; why is given when it was not its author."""

    why: str = ""


@dataclass(frozen=True)
class PostDeleted(PostEvent):
    """Its author took a post away."""


@dataclass(frozen=True)
class PostHidden(PostEvent):
    """A facilitator hid a post."""

    why: str = ""


@dataclass(frozen=True)
class PostUnhidden(PostEvent):
    """A facilitator showed a hidden post again."""


@dataclass(frozen=True)
class PostReported(PostEvent):
    """A member asks the facilitators to look at a post."""

    why: str = ""


@dataclass(frozen=True)
class QuotationsEmptied(PostEvent):
    """A post lost the words it quoted from a post that went."""


@dataclass(frozen=True)
class MentionForgotten(PostEvent):
    """A post no longer names the handle of an account that was closed."""


@dataclass(frozen=True)
class PostRemade(PostEvent):
    """A post has the same text in newer HTML."""


@dataclass(frozen=True)
class TopicPinned(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicUnpinned(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicClosed(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicReopened(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicRetitled(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicMoved(TopicEvent):
    """A topic went to another theme; left: the theme it was in."""

    left: int


@dataclass(frozen=True)
class TopicHidden(TopicEvent):
    """A facilitator hid a topic: for others it no longer exists."""

    why: str


@dataclass(frozen=True)
class TopicUnhidden(TopicEvent):
    pass
