"""What happens to private conversations and their notes.

note_id: the key of the note; by: the key of the member who did it; mark: the change mark that the
change took. Rows of the event log store the names of these classes, so the names stay.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoteEvent:
    note_id: int
    by: int


@dataclass(frozen=True)
class NoteSent(NoteEvent):
    """A member sent a note, which may be the first of its conversation."""


@dataclass(frozen=True)
class NoteEdited(NoteEvent):
    """The author gave a note a new text."""

    mark: int = 0


@dataclass(frozen=True)
class NoteDeleted(NoteEvent):
    """The author deleted a note, or it was emptied after the account was closed."""


@dataclass(frozen=True)
class NoteRestored(NoteEvent):
    """The author restored a note that they had deleted."""


@dataclass(frozen=True)
class NoteHidden(NoteEvent):
    """An administrator hid a reported note. why: the reason that the author reads."""

    why: str = ""
    mark: int = 0


@dataclass(frozen=True)
class NoteUnhidden(NoteEvent):
    """An administrator showed a hidden note again, after an appeal."""


@dataclass(frozen=True)
class NoteMentionForgotten(NoteEvent):
    """A note no longer mentions the username of a closed account."""


@dataclass(frozen=True)
class NoteRendered(NoteEvent):
    """A note was rendered again, from the same source."""


@dataclass(frozen=True)
class NoteReported(NoteEvent):
    """A participant reported a note to the administrators."""

    why: str = ""
    mark: int = 0
    report_id: int = 0


@dataclass(frozen=True)
class ParticipantAdded:
    """A participant added a member to a private conversation. mark: of the conversation."""

    conversation_id: int
    added_id: int
    by: int
    mark: int


@dataclass(frozen=True)
class ParticipantLeft:
    """A member left a private conversation."""

    conversation_id: int
    by: int
    mark: int
