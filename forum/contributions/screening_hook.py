"""Where new texts meet the screening of the site: forum/screening, which is a package above.

forum/event_listeners/ sets the functions at start-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Value

from accounts.models import Member
from collective_brain.errors import Refused
from forum.themes.models import Theme


class TextHeld(Refused):
    """The text is stored, and waits for a facilitator. The sentence says so to its author.

    held: the stored row; its `get_absolute_url` is the page of the text.
    """

    def __init__(self, sentence: str, held: Any) -> None:
        super().__init__(sentence)
        self.held = held


@dataclass(frozen=True)
class Arrival:
    """How a text came. mail_id: the Message-ID of a mail.

    is_trapped: its form was filled in as programs do it.
    """

    mail_id: str = ""
    is_trapped: bool = False


@dataclass(frozen=True)
class NewText:
    """A text that its author may send, before it has a number.

    conversation: a topic or a room; None for a new topic with `title`.
    """

    author: Member
    theme: Theme
    conversation: Any
    source: str
    html: str
    language: str
    nonce: UUID
    arrival: Arrival
    is_message: bool = False
    reply_to: int | None = None
    title: str = ""
    is_question: bool = False


@dataclass(frozen=True)
class EditedText:
    """A published text, before somebody replaces it."""

    editor: Member
    theme: Theme
    before: str
    after: str
    language: str


def _accept(text: NewText | EditedText) -> None:
    pass


def _arrival(form: Any, member: Any) -> Arrival:
    return Arrival()


def _was_not_held(author: Member, nonce: UUID) -> bool:
    return False


def _none_waits(reader: Any) -> Any:
    return Value(value=False)


# Raises TextHeld if the text has to wait, and Refused if it may not be sent.
screen: Callable[[NewText], None] = _accept
# Raises Refused if the text may not be changed to this one.
screen_edit: Callable[[EditedText], None] = _accept
# What the sent fields of a form say about how a text came.
arrival_of: Callable[[Any, Any], Arrival] = _arrival
# Whether a text of the form with this nonce has been held.
was_held: Callable[[Member, UUID], bool] = _was_not_held
# An SQL expression for rows of topics: whether a reply of this reader waits in the topic.
own_reply_waits: Callable[[Any], Any] = _none_waits
