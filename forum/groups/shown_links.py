"""The new link of a group, which the session of its maker keeps for some minutes."""

from time import time

from django.http import HttpRequest

from forum.groups.models import Group

KEPT_IN = "group_link"
SECONDS = 600


def keep(request: HttpRequest, group: Group, url: str) -> None:
    """Replace the link that the session had."""
    request.session[KEPT_IN] = [group.pk, url, time() + SECONDS]


def load(request: HttpRequest, group: Group) -> str:
    """The address, or "" if it is of another group or the time is over."""
    group_id, url, until = request.session.get(KEPT_IN, (0, "", 0))
    return str(url) if group_id == group.pk and time() < until else ""
