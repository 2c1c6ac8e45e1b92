"""The decision to which a notification leads."""

from typing import Any

from forum.moderation.listeners import STATEMENTS, statement_of
from forum.reports.events import AuthorWarned


def decision_fields(event: Any) -> dict[str, Any]:
    """{} for an event without reasons, such as one of an older release."""
    if type(event) not in STATEMENTS and not isinstance(event, AuthorWarned):
        return {}
    statement = statement_of(event)
    return {"statement": statement} if statement else {}
