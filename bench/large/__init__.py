"""A believable large site: a few topics and rooms hold most of what is written, a few members write most of it.

Rows go straight into the tables, past the actions, because a million writes through them would take hours: so
nothing here is journalled or told to anybody. The same seed makes the same site; its last post is of today.
"""

import random
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from bench import bulk_insert
from bench.large import contributions, members
from bench.large.site import Site, Size
from forum.chat.models import Message, Room
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.notifications.models import Notification
from forum.themes.models import Theme
from forum.topics.models import Post, Topic
from forum.topics.theme_counts import recount_theme

__all__ = ["Size", "fill"]


def fill(size: Size, *, seed: int, report_progress: Callable[[str, int, int], None]) -> None:
    """Make the site, all or nothing. report_progress: called with what is being written, how much of it is, and of how much."""
    site = Site(size, random.Random(seed), timezone.now(), report_progress)
    with transaction.atomic(durable=True):
        members.insert_members(site)
        contributions.insert_posts(site)
        contributions.insert_messages(site)
        members.insert_follows(site)
        members.insert_notifications(site)
        bulk_insert.reset_sequences_and_analyze(
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
