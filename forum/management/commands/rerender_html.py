"""Render the stored HTML again if an older version of the markup package made it (decision 6)."""

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
    help = (
        "Render the HTML of posts and messages again if an older version of the markup made it. "
        "You can stop and repeat this command."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self._rerender("posts", Post.objects.select_related("topic"), topics.rerender)
        self._rerender("messages", Message.objects.select_related("room"), chat.rerender)

    def _rerender(self, name: str, contributions: Any, rerender: Callable[[Any], None]) -> None:
        outdated = contributions.filter(markup_version__lt=markup.VERSION).order_by("pk")
        rendered = refused = 0
        for contribution in outdated.iterator(chunk_size=500):
            try:
                rerender(contribution)
                rendered += 1
            except Refused as refusal:  # The limits can be lower than when the text was written.
                self.stderr.write(f"{name} {contribution.pk} keeps its old HTML: {refusal}")
                refused += 1
        self.stdout.write(f"{rendered} {name} rendered again, {refused} kept their old HTML.")
