"""Delete the uploaded files that nobody will use: no text and no draft mentions them."""

from forum.drafts.models import Draft
from forum.uploads import actions
from forum.uploads.models import Upload


def delete_orphaned_uploads() -> None:
    """Periodic task."""
    actions.delete_unused(_is_in_draft)


def _is_in_draft(upload: Upload) -> bool:
    """A draft keeps its files, however old they are."""
    drafts = Draft.objects.filter(member=upload.owner_id, closed=False).values_list("fields")
    return any(upload.key in str(fields) for (fields,) in drafts)
