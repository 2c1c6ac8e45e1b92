"""Write a backup, delete old ones, and record how it went."""

import logging

from django.utils import timezone

from collective_brain.backups import creation, keeping
from collective_brain.backups.models import Backup
from collective_brain.backups.places import Place, open_place
from collective_brain.errors import Refused

logger = logging.getLogger(__name__)


def write_backup(address: str, *, name: str = "", keep: str = "") -> creation.Written:
    """Write a backup to the place at `address`, and record it in the table of backups.

    name: with a time in it if it is empty. keep: such as 7d,4w,12m, or "" to delete nothing.
    Raises Refused with the reason.
    """
    rule = keeping.parse_rule(keep) if keep else {}
    row = Backup.objects.create(place=address, name=name or keeping.new_name(timezone.now()))
    try:
        place = open_place(address)
        written = creation.create_backup(place, row.name)
        _record_success(row, written.size)
        if rule:
            _delete_old(place, address, rule, row.name)
    except Exception as error:
        logger.exception("The backup to %s failed.", address)
        row.error = row.error or str(error)
        row.save(update_fields=["error"])
        if isinstance(error, Refused):
            raise
        raise Refused(f"The backup failed: {error}") from error
    return written


def _record_success(row: Backup, size: int) -> None:
    row.verified_at, row.size = timezone.now(), size
    row.save(update_fields=["verified_at", "size"])


def _delete_old(place: Place, address: str, rule: keeping.Rule, newest: str) -> None:
    deleted = creation.delete_old(place, rule, verified=newest)
    Backup.objects.filter(place=address, name__in=deleted).delete()
