"""Who may read and hide revisions. Each rule returns a refusal, or "" (decision 10)."""

from typing import Any

from django.utils.translation import gettext as _

from forum.contributions.rules import refuse_own
from forum.themes.rules import refuse_facilitation
from forum.topics.models import Post, Revision


def refuse_read_revisions(member: Any, post: Post) -> str:
    """Why `member` may not read earlier revisions of `post`. The rules page promises this."""
    if post.author_id == member.pk or not refuse_facilitation(member, post.topic.theme):
        return ""
    return _("Only the author and the facilitators of this theme can read earlier versions.")


def refuse_hide_revision(member: Any, revision: Revision, *, why: str, is_current: bool) -> str:
    """Why `member` may not hide `revision`."""
    if refusal := refuse_facilitation(member, revision.post.topic.theme):
        return refusal
    if is_current:
        return _("This is the current version. Hide the post, or edit it first.")
    return "" if why else _("Give a reason for hiding this version; the author will see it.")


def refuse_unhide_revision(member: Any, revision: Revision) -> str:
    """Why `member` may not show `revision` again."""
    if refusal := refuse_facilitation(member, revision.post.topic.theme):
        return refusal
    if revision.hidden_at and revision.hidden_by_id != member.pk:
        return refuse_own(member, revision.post.author_id)
    return ""
