"""The values of the settings that /help/trust/ shows."""

from typing import Any

from django.conf import settings

_NAMES = (
    *("TRUST_MEMBER_POSTS", "TRUST_MEMBER_DAYS", "TRUST_ACADEMY_DAYS"),
    *("TRUST_TRUSTED_POSTS", "TRUST_TRUSTED_DAYS", "TRUST_TRUSTED_ANSWERED"),
    *("TRUST_HIDDEN_DAYS", "NEW_MEMBER_LINKS", "NEW_MEMBER_MENTIONS"),
    *("NEW_MEMBER_MESSAGES_A_DAY", "NEW_MEMBER_UPLOADS_A_DAY", "NEW_MEMBER_TOPICS_A_DAY"),
    "REPORTS_THAT_HIDE",
)


def trust_values() -> dict[str, Any]:
    """By the name of the setting in lower case."""
    return {name.lower(): getattr(settings, name) for name in _NAMES}
