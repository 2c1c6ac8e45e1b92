"""What an act is done to. Models have a property `act_target`."""

from typing import NamedTuple

from django.db import models

MAX_LABEL = 200


class TargetKind(models.TextChoices):
    TOPIC = "topic"
    POST = "post"
    MESSAGE = "message"
    NOTE = "note"
    MEMBER = "member"
    THEME = "theme"
    GROUP = "group"
    HELD = "held"
    INVITATION = "invite"
    MAIL = "mail"
    ROW = "row"
    SITE = "site"


class ActTarget(NamedTuple):
    """label: words that find the target again, without a name of a member.

    member_id: the author of the text, or the owner of the account. theme_id: where it was.
    """

    kind: TargetKind
    pk: int | None = None
    label: str = ""
    member_id: int | None = None
    theme_id: int | None = None
