"""The table of texts that visitors typed. saved_text.py says when a text is stored and deleted."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

KEEP_FOR = timedelta(hours=24)  # as long as the link in the mail after sign-up signs in
MAX_BYTES = 100_000_000  # of all texts together
LEAST_BYTES = 1_000  # that each row counts, so that the number of rows is limited too
MAX_DELETED = 1_000  # rows in one round


class SavedTextQuerySet(models.QuerySet["SavedText"]):
    def kept(self) -> "SavedTextQuerySet":
        return self.filter(created_at__gt=timezone.now() - KEEP_FOR)

    def has_room_for(self, size: int, address: str) -> bool:
        """Whether `address` and the site may store `size` more bytes."""
        used = self.aggregate(
            by_all=models.Sum("size", default=0),
            by_address=models.Sum("size", default=0, filter=models.Q(address=address)),
        )
        by_address = used["by_address"] + size <= settings.SAVED_TEXT_BYTES_PER_ADDRESS
        return bool(by_address and used["by_all"] + size <= MAX_BYTES)

    def delete_old(self) -> None:
        old = self.filter(created_at__lte=timezone.now() - KEEP_FOR)
        self.filter(pk__in=list(old.values_list("pk", flat=True)[:MAX_DELETED])).delete()


class SavedText(models.Model):
    """The fields of one form. The session of the visitor contains the key."""

    address = models.CharField(max_length=32)  # a keyed hash of the client address
    size = models.PositiveIntegerField()  # bytes, at least LEAST_BYTES
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    fields = models.JSONField()  # last, so that a sum of sizes does not read it

    objects = SavedTextQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "size"], name="saved_text_address")]

    def __str__(self) -> str:
        return f"{self.size} bytes of {self.created_at}"
