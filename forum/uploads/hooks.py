"""What the packages above this one add at start-up (forum/event_listeners/)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q


def _no_uses(_member: Any) -> Q:
    return Q(pk__in=[])


# The condition on the rows of UploadUse that `member` may read the text that uses the file.
visible_uses: Callable[[Any], Q] = _no_uses
