"""Forget the texts of a database that is lost. `restore` runs this, too."""

from typing import Any

from django.core.cache import caches
from django.core.management.base import BaseCommand

from collective_brain.backups.models import Backup
from collective_brain.caching import page_cache
from forum.chat.models import Room
from forum.private_notes.models import PrivateConversation
from forum.topics.models import Topic


class Command(BaseCommand):
    help = (
        "Run this after the database went back to an earlier moment, so that no cache and no open "
        "page shows a text that was written later."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Empty the caches, and skip the change marks that may have been in use.

        Otherwise an open page that has such a mark would miss the next text.
        """
        for conversations in (Topic.objects, Room.objects, PrivateConversation.objects):
            conversations.skip_marks()
        for cache in caches.all():
            cache.clear()
        page_cache.expire_all_pages(None)
        Backup.objects.forget_running()
