"""Make the file of an export, and delete those of closed accounts.

The worker calls these listeners. Each is safe to repeat.
"""

import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from accounts.events import MemberClosed
from forum.exports import actions, writing
from forum.exports.events import ExportRequested
from forum.exports.models import Export


def make_file(event: ExportRequested, after: Any) -> Iterator[Any]:
    """A long job in pieces. Nothing for an account that was closed in the meantime."""
    export = Export.objects.filter(pk=event.export_id, ready_at=None).select_related("member")
    for unfinished in export:
        yield from writing.write_parts(unfinished, after)
        language = unfinished.member.language or settings.LANGUAGE_CODE
        writing.pack(unfinished, language=language)
        actions.finish(unfinished)
        shutil.rmtree(unfinished.parts_folder, ignore_errors=True)


def delete_exports_of_closed_account(event: MemberClosed) -> None:
    Export.objects.filter(member=event.member_id).delete_with_files()
