"""Make the HTML of older versions of the pipeline anew (decision 6)."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from collective_brain.errors import Refused
from forum import markup
from forum.chat import actions as chat
from forum.chat.models import Message
from forum.topics import actions as topics
from forum.topics.models import Post


class Command(BaseCommand):
    help = "Make the HTML of posts and messages anew where an older pipeline made it. Safe to stop and to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self._rerender("posts", Post.objects.select_related("topic"), topics.rerender)
        self._rerender("messages", Message.objects.select_related("room"), chat.rerender)

    def _rerender(self, name: str, items: Any, rerender: Callable[[Any], None]) -> None:
        old = items.filter(markup_version__lt=markup.VERSION).order_by("pk")
        made = kept = 0
        for item in old.iterator(chunk_size=500):
            try:
                rerender(item)
                made += 1
            except Refused as refusal:  # a text within the old limits can be over the new ones
                self.stderr.write(f"{name} {item.pk} keeps its old HTML: {refusal}")
                kept += 1
        self.stdout.write(f"{made} {name} made anew, {kept} kept as they were.")
