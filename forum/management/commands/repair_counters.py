"""Repair counters (decision 9): they are moved on write, and should never be wrong."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from forum.following.models import ReadPosition
from forum.themes.models import Theme
from forum.topics.models import Topic
from forum.topics.theme_counts import recount_theme


class Command(BaseCommand):
    help = "Count the posts of every topic and theme, and what is unread, anew. Safe at any time, topic by topic under its lock."

    def handle(self, *args: Any, **options: Any) -> None:
        repaired = sum(_recount(pk) for pk in Topic.objects.values_list("pk", flat=True).iterator())
        for theme_id in Theme.objects.values_list("pk", flat=True):
            recount_theme(theme_id)
        self.stdout.write(f"{repaired} topics had a wrong counter.")


@transaction.atomic(durable=True)
def _recount(pk: int) -> bool:
    """Whether a counter of the topic was wrong."""
    topic = Topic.objects.locked(pk)
    before = dict(vars(topic), _state=None)
    topic.recount()
    ReadPosition.objects.repair_unread_since(topic)
    return before != dict(vars(topic), _state=None)
