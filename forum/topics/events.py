"""What happens to topics and posts.

post_id and topic_id are keys; by: the key of the member who did it; why: the reason that they
typed.
mark: the change mark that the change took; of the topic itself for its frame. It tells two edits
with the same reason apart, and is 0 in events of older releases. Rows of the event log store the
names of these classes, so the names stay.
"""

from collections.abc import Iterable
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
class PlannedEvent(TopicEvent):
    """planned: the worker did it at the moment that `by` had chosen."""

    planned: bool = False


@dataclass(frozen=True)
class TopicStarted(PostEvent):
    """A member started a topic with its first post."""


@dataclass(frozen=True)
class PostPublished(PostEvent):
    """A member replied in a topic."""


@dataclass(frozen=True)
class PostEdited(PostEvent):
    """A member gave a post a new text. A facilitator gives a reason in `why`."""

    why: str = ""
    mark: int = 0


@dataclass(frozen=True)
class WikiPostEdited(PostEvent):
    """A member gave somebody else's wiki post a new text."""

    mark: int = 0


@dataclass(frozen=True)
class PostMadeWiki(PostEvent):
    """Its author or a facilitator lets every member edit a post."""

    mark: int = 0


@dataclass(frozen=True)
class PostWikiEnded(PostEvent):
    """Only the author and facilitators edit the post again."""

    mark: int = 0


@dataclass(frozen=True)
class PostDeleted(PostEvent):
    """The author deleted a post."""


@dataclass(frozen=True)
class PostRestored(PostEvent):
    """The author restored a post that they had deleted."""


@dataclass(frozen=True)
class PostHidden(PostEvent):
    """A facilitator hid a post."""

    why: str = ""
    mark: int = 0


@dataclass(frozen=True)
class PostUnhidden(PostEvent):
    """A facilitator showed a hidden post again."""


@dataclass(frozen=True)
class PostReported(PostEvent):
    """A member reported a post to the facilitators. report_id: 0 in events of older releases."""

    why: str = ""
    mark: int = 0
    report_id: int = 0


@dataclass(frozen=True)
class QuotationsEmptied(PostEvent):
    """A post lost the words that it quoted from a removed post."""


@dataclass(frozen=True)
class MentionForgotten(PostEvent):
    """A post no longer mentions the username of a closed account."""


@dataclass(frozen=True)
class PostRemade(PostEvent):
    """A post was rendered again, from the same source."""


@dataclass(frozen=True)
class TopicPinned(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicUnpinned(PlannedEvent):
    pass


@dataclass(frozen=True)
class TopicClosed(PlannedEvent):
    pass


@dataclass(frozen=True)
class TopicReopened(PlannedEvent):
    pass


@dataclass(frozen=True)
class TopicPlanned(TopicEvent):
    """A facilitator chose when the topic is unpinned, closed or reopened, or took that back."""


@dataclass(frozen=True)
class TopicSlowed(TopicEvent):
    """A facilitator chose how often each member may post. minutes: 0 ends slow mode."""

    minutes: int


@dataclass(frozen=True)
class TopicNoteChanged(TopicEvent):
    """A facilitator wrote, changed or removed the note at the top of a topic."""


@dataclass(frozen=True)
class TopicKindChanged(TopicEvent):
    """A facilitator made a topic a question, or a discussion again. changed: as below."""

    changed: list[int]


@dataclass(frozen=True)
class AnswerAccepted(TopicEvent):
    """The author of a question or a facilitator accepted a post as the answer. number: of it.

    changed: the numbers of the posts that show it, also of the post that was the answer before,
    in the order of their change marks.
    """

    number: int
    changed: list[int]


@dataclass(frozen=True)
class AnswerUnaccepted(TopicEvent):
    """A question has no accepted answer any more. changed: as above."""

    changed: list[int]


@dataclass(frozen=True)
class TopicRetitled(TopicEvent):
    pass


@dataclass(frozen=True)
class TopicMoved(TopicEvent):
    """A facilitator moved a topic. left: the key of the theme it was in before."""

    left: int


@dataclass(frozen=True)
class TopicHidden(TopicEvent):
    """A facilitator hid a topic. Only facilitators and administrators still see it."""

    why: str


@dataclass(frozen=True)
class TopicUnhidden(TopicEvent):
    pass


@dataclass(frozen=True)
class PostsMoved(TopicEvent):
    """Posts left the topic for the end of another one.

    target_id, target_mark: of the other topic. ranges: the first and last number of each group of
    posts, in the topic that they left. first: the number of the first one where they are now; the
    others follow in the same order.
    """

    target_id: int
    target_mark: int
    ranges: list[list[int]]
    first: int

    @property
    def old_numbers(self) -> list[int]:
        return [
            number for first, last in self.ranges for number in range(int(first), int(last) + 1)
        ]

    @property
    def new_number_by_old(self) -> dict[int, int]:
        return {old: self.first + index for index, old in enumerate(self.old_numbers)}


@dataclass(frozen=True)
class TopicSplit(PostsMoved):
    """A facilitator moved posts into a new topic."""


@dataclass(frozen=True)
class TopicMerged(PostsMoved):
    """A facilitator moved all posts of a topic into another one, and so closed it."""


def as_ranges(numbers: Iterable[int]) -> list[list[int]]:
    """[3, 4, 5, 8] → [[3, 5], [8, 8]]. numbers: in order."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges
