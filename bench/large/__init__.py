"""A believable large site: a few topics and rooms hold most of what is written, a few members write most of it.

Rows go straight into the tables, past the actions, because a million writes through them would take hours: so
nothing here is journalled or told to anybody. The same seed makes the same site; its last post is of today.
"""

import random
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from bench import copying
from bench.large import lines, people
from bench.large.site import Site, Size
from forum.chat.models import Message, Room
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.notifications.models import Notification
from forum.themes.models import Theme
from forum.topics.models import Post, Topic
from forum.topics.theme_counts import recount_theme

__all__ = ["Size", "fill"]


def fill(size: Size, *, seed: int, tell: Callable[[str, int, int], None]) -> None:
    """Make the site, all or nothing. tell: called with what is being written, how much of it is, and of how much."""
    site = Site(size, random.Random(seed), timezone.now(), tell)
    with transaction.atomic(durable=True):
        people.members(site)
        lines.posts(site)
        lines.messages(site)
        people.follows(site)
        people.notifications(site)
        copying.settle(
            Member,
            Topic,
            Post,
            Room,
            Message,
            ThemeFollow,
            ReadPosition,
            RoomReadPosition,
            Notification,
        )
    for theme_id in Theme.objects.values_list("pk", flat=True):
        recount_theme(theme_id)
