"""The signed link of a file. It ends with the file, and works only for the signed-in member.

Programs of offices open every link of a mail, so a link alone must not give the file away.
"""

from typing import Any

from django.core import signing

from forum.exports.models import KEEP, Export

SALT = "forum.exports"


def make_token(export: Export) -> str:
    return signing.dumps([export.pk, export.member_id], salt=SALT)


def find(token: str, member: Any) -> Export | None:
    """The export of `member` with this token; None for all others, and when its time is over."""
    try:
        export_id, member_id = signing.loads(token, salt=SALT, max_age=KEEP)
    except signing.BadSignature:
        return None
    if member_id != member.pk:
        return None
    export = Export.objects.downloadable().filter(pk=export_id, member=member.pk).first()
    return export if export and export.zip_path.exists() else None
