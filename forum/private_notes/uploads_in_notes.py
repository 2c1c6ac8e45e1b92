"""Which uploaded files a reader may see because of private notes (forum/uploads/hooks.py)."""

from typing import Any

from django.db.models import Q

from forum.private_notes.models import PrivateConversation


def visible_uses(member: Any) -> Q:
    """The condition on the rows of UploadUse: files of notes that `member` may read."""
    visible = PrivateConversation.objects.visible_to(member)
    return Q(
        private_note__private_conversation__in=visible,
        private_note__deleted_at=None,
        private_note__hidden_at=None,
    )
