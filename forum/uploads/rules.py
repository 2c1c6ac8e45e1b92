"""Who may upload files, and how much (decision 85)."""

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts import permissions
from forum.uploads.models import Upload


def refuse_upload(member: Any, size: int) -> str:
    """Why `member` may not upload a file of `size` bytes; "" if they may."""
    if refusal := permissions.refuse_writing(member):
        return refusal
    if size > settings.UPLOAD_MAX_BYTES:
        return refuse_size()
    if Upload.objects.stored_bytes_of(member.pk) + size > settings.UPLOAD_BYTES_PER_MEMBER:
        return _(
            "Your files need %(limit)s, which is the most that one member can store. Delete files "
            "that you do not need."
        ) % {"limit": filesizeformat(settings.UPLOAD_BYTES_PER_MEMBER)}
    return ""


def refuse_size() -> str:
    return _("This file is too large. The limit is %(limit)s.") % {
        "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)
    }


def refuse_change(member: Any, upload: Upload) -> str:
    if upload.owner_id != member.pk:
        return _("This is not your file.")
    return permissions.refuse_writing(member)


def refuse_delete(member: Any, upload: Upload) -> str:
    if upload.owner_id != member.pk:
        return _("This is not your file.")
    if upload.uses.exists():
        return _("A post or message uses this file. First remove it from the text.")
    return ""
