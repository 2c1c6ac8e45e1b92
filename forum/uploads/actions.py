"""Store a file of a member, describe it, delete it.

A file is checked and made safe before anything of it is stored: see file_types.py for documents
and picture_worker.py for pictures. Then its bytes go to the storage, and last its row, so that a
row always has its file. `manage.py doctor` finds files that lost their row in between.
"""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets import newcomers
from forum.budgets.models import DailyUse
from forum.markup import clean_line
from forum.uploads import clamav, file_types, pictures, rules
from forum.uploads.events import UploadDeleted, UploadDescribed, UploadScanned, UploadStored
from forum.uploads.file_names import clean_name
from forum.uploads.models import MAX_ALT, State, Upload, file_storage, new_key


class _CheckedFile(NamedTuple):
    kind: str
    file: Path
    thumbnail: Path | None = None
    width: int = 0
    height: int = 0


def store(owner: Member, source: Path, *, name: str, alt: str = "") -> Upload:
    """Check the file at `source` and store it. The same file again returns the stored one.

    name: of the file on the owner's device. Raises Refused.
    """
    if refusal := rules.refuse_upload(owner, source.stat().st_size):
        raise Refused(refusal)
    sha256 = _sha256_of(source)
    if stored := _same_file(owner, sha256):
        return stored
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        checked = _check(source, Path(folder), name)
        upload = Upload(
            owner=owner,
            name=clean_name(name, file_types.KINDS[checked.kind].extension),
            kind=checked.kind,
            sha256=sha256,
            width=checked.width,
            height=checked.height,
            alt=clean_line(alt)[:MAX_ALT],
            state=_state_after_scan(checked.file),
            key=new_key(),
        )
        _write_files(upload, checked)
    try:
        return _store_row(upload)
    except BaseException:
        delete_files(upload.storage_names())
        raise


def describe(upload: Upload, member: Member, *, alt: str) -> None:
    """Change what the picture shows. Texts that are already written keep their description."""
    with transaction.atomic(durable=True):
        upload = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
        if refusal := rules.refuse_change(member, upload):
            raise Refused(refusal)
        upload.alt = clean_line(alt)[:MAX_ALT]
        upload.save(update_fields=["alt"])
        event_log.record(UploadDescribed(upload.pk, by=member.pk))


def delete(upload: Upload, member: Member) -> None:
    """Delete a file that no text uses. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if locked is None:
            return
        if refusal := rules.refuse_delete(member, locked):
            raise Refused(refusal)
        locked.delete()
        event_log.record(UploadDeleted(upload.pk, by=member.pk))
    delete_files(upload.storage_names())


def end_quarantine(upload: Upload, *, is_clean: bool) -> None:
    """Store what the virus scanner found. A refused file is deleted; its row says why."""
    state = State.READY if is_clean else State.REFUSED
    with transaction.atomic(durable=True):
        waiting = Upload.objects.filter(pk=upload.pk, state=State.QUARANTINED)
        if not waiting.update(state=state):
            return
        event_log.record(UploadScanned(upload.pk, by=upload.owner_id, state=state.value))
    if not is_clean:
        delete_files(upload.storage_names())


def delete_unused(is_needed: Callable[[Upload], bool]) -> None:
    """Periodic task: delete files that no text uses. is_needed: whether a draft mentions it."""
    for upload in Upload.objects.unused():
        if not is_needed(upload):
            _delete_unless_used(upload)


def delete_files_of_closed_account(member_id: int) -> None:
    """Delete files that no text uses, and the names and descriptions of the others."""
    for upload in Upload.objects.filter(owner=member_id):
        _delete_unless_used(upload)
    for upload in Upload.objects.filter(owner=member_id):
        upload.forget_owner()


def delete_files(names: list[str]) -> None:
    for name in names:
        file_storage().delete(name)


def _delete_unless_used(upload: Upload) -> None:
    """Look again under the lock: a text may have been sent since."""
    with transaction.atomic(durable=True):
        locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if locked is None or locked.is_used():
            return
        locked.delete()
        event_log.record(UploadDeleted(upload.pk, by=upload.owner_id))
    delete_files(upload.storage_names())


def _same_file(owner: Member, sha256: str) -> Upload | None:
    same = Upload.objects.filter(owner=owner.pk, sha256=sha256)
    return same.exclude(state=State.REFUSED).first()


def _check(source: Path, folder: Path, name: str) -> _CheckedFile:
    kind = file_types.kind_of(source, name=name)
    if kind != file_types.PICTURE:
        return _CheckedFile(kind, source)
    picture = pictures.make_clean(source, folder)
    return _CheckedFile(
        picture.kind, picture.file, picture.thumbnail, picture.width, picture.height
    )


def _state_after_scan(path: Path) -> str:
    """The state of a new file. Raises Refused if it is infected."""
    result = clamav.scan(path)
    if result == clamav.INFECTED:
        raise Refused(_("The virus scanner found something dangerous in this file."))
    return State.READY if result == clamav.CLEAN else State.QUARANTINED


def _write_files(upload: Upload, checked: _CheckedFile) -> None:
    """In folders of two digits, so that no folder becomes too large."""
    name = f"{upload.key[:2]}/{upload.key}"
    upload.size = 0
    for field, path in {"file": checked.file, "thumbnail": checked.thumbnail}.items():
        if path:
            upload.size += path.stat().st_size
            suffix = ".small" if field == "thumbnail" else ""
            with path.open("rb") as content:
                setattr(upload, field, file_storage().save(name + suffix, File(content)))


def _store_row(upload: Upload) -> Upload:
    """The bytes of today are counted first: their row is the lock of the member's files."""
    with transaction.atomic(durable=True):
        limit = newcomers.day_limit(upload.owner, "uploads")
        DailyUse.objects.spend_uploaded_bytes(upload.owner_id, upload.size, limit=limit)
        if stored := _same_file(upload.owner, upload.sha256):
            transaction.set_rollback(True)
        elif refusal := rules.refuse_upload(upload.owner, upload.size):
            raise Refused(refusal)
        else:
            upload.save(force_insert=True)
            event_log.record(UploadStored(upload.pk, by=upload.owner_id))
    if stored:
        delete_files(upload.storage_names())
    return stored or upload


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
