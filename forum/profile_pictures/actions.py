"""Choose and remove a profile picture.

The stored picture is made of the pixels of what came, in a process of its own
(forum/uploads/picture_worker.py): a square without metadata.
"""

import tempfile
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets.models import DailyUse
from forum.profile_pictures import rules
from forum.profile_pictures.events import ProfilePictureChanged, ProfilePictureRemoved
from forum.profile_pictures.models import ProfilePicture, new_name
from forum.uploads import file_types, pictures


def choose(member: Member, source: Path) -> None:
    """Store the picture at `source`. The same picture again changes nothing. Raises Refused."""
    if refusal := rules.refuse_picture(member, source.stat().st_size):
        raise Refused(refusal)
    content = _square(source)
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_picture(member, len(content)):
            raise Refused(refusal)
        stored = ProfilePicture.objects.filter(member=member).first()
        if stored and bytes(stored.content) == content:
            return
        DailyUse.objects.spend_uploaded_bytes(member.pk, len(content))
        name = new_name()
        ProfilePicture.objects.filter(member=member).delete()
        ProfilePicture.objects.create(member=member, name=name, content=content)
        _set_name(member, name)
        event_log.record(ProfilePictureChanged(member.pk, by=member.pk))


def remove(member: Member) -> None:
    """Remove the own picture, also while one may not write. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if member.picture:
            _delete(member)
            event_log.record(ProfilePictureChanged(member.pk, by=member.pk))


def remove_for_reason(
    member: Member, *, by: Member, why: str, seen: str, rule: int | None = None
) -> None:
    """Remove the picture of somebody else, and tell them `why`. A repeat changes nothing.

    seen: the name of the picture that `by` looked at. rule: the number of the rule of the site that
    it breaks. Raises Refused.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_removal(member, by, why):
            raise Refused(refusal)
        if not member.picture:
            return
        if member.picture != seen:
            raise Refused(_("The member has chosen another picture. Look at it first."))
        _delete(member)
        event = ProfilePictureRemoved(member.pk, by=by.pk, why=why)
        recording.record(event, member.act_target, rule=rule)


def delete_of_closed_account(member_id: int) -> None:
    """accounts.actions.close_account has removed the name in its own transaction."""
    ProfilePicture.objects.filter(member=member_id).delete()


def _square(source: Path) -> bytes:
    try:
        kind = file_types.kind_of(source, name="")
    except Refused as refusal:
        if str(refusal) != file_types.unknown_type():  # that one offers documents, too
            raise
        kind = ""
    if kind != file_types.PICTURE:
        raise Refused(_("This is not a picture. Choose a JPEG, PNG, WebP or AVIF file."))
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        return pictures.make_square(source, Path(folder))


def _delete(member: Member) -> None:
    ProfilePicture.objects.filter(member=member).delete()
    _set_name(member, "")


def _set_name(member: Member, name: str) -> None:
    member.picture = name
    member.save(update_fields=["picture"])
