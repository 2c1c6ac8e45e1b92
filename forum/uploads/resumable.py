"""Files that arrive in pieces, so that a cut connection costs one piece (tus 1.0 core).

A piece is a file in the storage until the last one has come; then actions.store checks the whole
file. A piece leaves no event, like the save of a draft (decision 36).
"""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from forum.uploads import actions, rules
from forum.uploads.file_names import MAX_LENGTH
from forum.uploads.models import PartialUpload, Upload, file_storage

MOST_OPEN = 5  # of one member; the oldest ones are given up


class WrongOffset(Exception):
    """The piece is not the next one: it was sent twice, or one before it was lost."""


def begin(owner: Member, *, name: str, size: int) -> PartialUpload:
    """Raises Refused for a file that is too large, before its first piece."""
    if refusal := rules.refuse_upload(owner, size):
        raise Refused(refusal)
    _give_up_oldest(owner)
    return PartialUpload.objects.create(owner=owner, name=name[-MAX_LENGTH:], size=size)


def append(partial: PartialUpload, piece: bytes, *, offset: int) -> int:
    """Store the next piece, and return the new offset. Raises WrongOffset and Refused."""
    if offset != partial.offset:
        raise WrongOffset
    end = offset + len(piece)
    if not piece or len(piece) > settings.UPLOAD_PIECE_MAX_BYTES or end > partial.size:
        raise Refused(_("This part of the file has a wrong size. Begin the upload again."))
    name = file_storage().save(f"pieces/{partial.key}-{offset}", ContentFile(piece))
    if not PartialUpload.objects.add_piece(partial, name, len(piece)):
        actions.delete_files([name])
        raise WrongOffset
    return end


def finish(partial: PartialUpload, owner: Member) -> Upload | None:
    """Check and store the file if all pieces have come. Safe to repeat. Raises Refused."""
    if partial.upload or partial.offset < partial.size:
        return partial.upload
    with NamedTemporaryFile(prefix="upload-") as whole:
        for name in partial.pieces:
            with file_storage().open(name) as piece:
                whole.write(piece.read())
        whole.flush()
        try:
            upload = actions.store(owner, Path(whole.name), name=partial.name)
        except Refused:
            delete(partial)
            raise
    PartialUpload.objects.filter(pk=partial.pk).update(upload=upload, pieces=[])
    actions.delete_files(partial.pieces)
    return upload


def delete(partial: PartialUpload) -> None:
    partial.delete()
    actions.delete_files(partial.pieces)


def delete_expired() -> None:
    """Periodic task."""
    for partial in PartialUpload.objects.expired():
        delete(partial)


def delete_of_member(member_id: int) -> None:
    for partial in PartialUpload.objects.filter(owner=member_id):
        delete(partial)


def _give_up_oldest(owner: Member) -> None:
    for partial in PartialUpload.objects.filter(owner=owner).order_by("-pk")[MOST_OPEN - 1 :]:
        delete(partial)
