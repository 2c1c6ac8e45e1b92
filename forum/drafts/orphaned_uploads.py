"""Delete the uploaded files that nobody will use: no text, no text that waits and no draft
mentions them.
"""

from forum.drafts.models import Draft
from forum.screening.models import HeldPost
from forum.uploads import actions
from forum.uploads.models import Upload


def delete_orphaned_uploads() -> None:
    """Periodic task."""
    actions.delete_unused(_is_kept)


def _is_kept(upload: Upload) -> bool:
    """A draft keeps its files, however old they are. So does a text that waits."""
    waiting = HeldPost.objects.filter(author=upload.owner_id, source__contains=upload.key)
    if waiting.exists():
        return True
    drafts = Draft.objects.filter(member=upload.owner_id, closed=False).values_list("fields")
    return any(upload.key in str(fields) for (fields,) in drafts)
