"""The exports that members asked for, and where their files are."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from collective_brain import retention

KEEP = timedelta(days=7)  # the file and its link
BETWEEN = timedelta(days=1)  # two exports of one member


def _random_name() -> str:
    return get_random_string(32)


class ExportQuerySet(models.QuerySet["Export"]):
    def newest_of(self, member: Any) -> "Export | None":
        return self.filter(member=member.pk).order_by("-pk").first()

    def requested_since(self, member: Any, moment: datetime) -> "ExportQuerySet":
        return self.filter(member=member.pk, requested_at__gt=moment)

    def downloadable(self) -> "ExportQuerySet":
        """Those with a file that is ready and not too old."""
        return self.filter(ready_at__isnull=False, requested_at__gt=timezone.now() - KEEP)

    def delete_old(self) -> None:
        """Periodic task. Also those that were never finished."""
        old = self.filter(requested_at__lte=timezone.now() - KEEP).order_by("pk")
        old.delete_with_files(most=retention.BATCH)

    def delete_with_files(self, *, most: int | None = None) -> None:
        """The files first: a row without its file harms nobody."""
        for export in self[:most]:
            export.delete_files()
            export.delete()


class Export(models.Model):
    """One copy of what is one member's."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The random part of the names of its files.
    name = models.CharField(max_length=32, default=_random_name, editable=False)
    requested_at = models.DateTimeField(default=timezone.now, db_index=True)
    ready_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(ready_at=None),
                name="export_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def expires_at(self) -> datetime:
        return self.requested_at + KEEP

    @property
    def is_downloadable(self) -> bool:
        return bool(self.ready_at and self.expires_at > timezone.now() and self.zip_path.exists())

    @property
    def zip_path(self) -> Path:
        return exports_folder() / f"{self.name}.zip"

    @property
    def parts_folder(self) -> Path:
        """The files that the ZIP file is made from, while it is being made."""
        return exports_folder() / self.name

    def delete_files(self) -> None:
        shutil.rmtree(self.parts_folder, ignore_errors=True)
        self.zip_path.unlink(missing_ok=True)


def exports_folder() -> Path:
    return Path(settings.VAR) / "exports"
