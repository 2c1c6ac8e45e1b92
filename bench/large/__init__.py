"""Fill a database with a realistic large site. `manage.py create_large_site` calls `fill`.

A few topics and rooms contain most of the texts, and a few members write most of them. Rows go
straight into the tables, because a million writes through the actions would take hours. Therefore
the event log stays empty, and no listener runs. The same seed makes the same site. The last post is
from today. The package may import the models of all apps. Start with `fill`.
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
    """Insert all rows in one transaction.

    report_progress: called with the name of the rows, how many there are so far, and the total.
    """
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
