"""Repair counters. Each write updates them, so they should never be wrong (decision 9)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from forum.following.models import ReadPosition
from forum.themes.models import Theme
from forum.topics.models import Topic
from forum.topics.theme_counts import recount_theme


class Command(BaseCommand):
    help = (
        "Count the posts of every topic and theme and the unread posts again. You can run this "
        "command at any time. It locks one topic at a time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        topic_ids = Topic.objects.values_list("pk", flat=True)
        repaired = sum(_repair_topic(topic_id) for topic_id in topic_ids.iterator())
        for theme_id in Theme.objects.values_list("pk", flat=True):
            recount_theme(theme_id)
        self.stdout.write(f"{repaired} topics had a wrong counter.")


@transaction.atomic(durable=True)
def _repair_topic(topic_id: int) -> bool:
    """Repair the counters of a topic. Return whether one of them was wrong."""
    topic = Topic.objects.locked(topic_id)
    before = dict(vars(topic), _state=None)
    topic.recount()
    ReadPosition.objects.repair_unread_since(topic)
    return before != dict(vars(topic), _state=None)
