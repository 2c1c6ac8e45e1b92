"""The member that an administrator sees the site as, and until when. The session stores it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils import timezone

KEPT_IN = "sees_as"
LASTS = timedelta(minutes=15)


class Stored(NamedTuple):
    member_id: int
    until: datetime

    @property
    def is_over(self) -> bool:
        return self.until <= timezone.now()


def begin(request: HttpRequest, member: Any) -> None:
    request.session[KEPT_IN] = [member.pk, (timezone.now() + LASTS).isoformat()]


def end(request: HttpRequest) -> None:
    request.session.pop(KEPT_IN, None)


def stored(request: HttpRequest) -> Stored | None:
    """One look into the session, which members' requests have loaded anyway."""
    if not request.user.is_authenticated or not request.user.is_staff:
        return None
    kept = request.session.get(KEPT_IN)
    return Stored(kept[0], datetime.fromisoformat(kept[1])) if kept else None
