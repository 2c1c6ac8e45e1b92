"""Hide and show revisions. Each write is one function and one transaction (decision 13)."""

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.acts.targets import ActTarget
from accounts.models import Member
from collective_brain.errors import Refused
from forum.revisions import rules
from forum.revisions.events import RevisionHidden, RevisionUnhidden
from forum.topics.actions import posts
from forum.topics.models import Revision


def hide_revision(revision: Revision, member: Member, *, why: str) -> Revision:
    """Hide an earlier revision from everybody but the theme's facilitators.

    Its writer can read `why`. Raise Refused with the reason from rules.refuse_hide_revision.
    """
    with transaction.atomic(durable=True):
        revision = _lock_revision(revision)
        is_current = not revision.post.revisions.filter(pk__gt=revision.pk).exists()
        if refusal := rules.refuse_hide_revision(member, revision, why=why, is_current=is_current):
            raise Refused(refusal)
        if not revision.hidden_at:
            revision.set_hidden(at=timezone.now(), by=member, why=why)
            event = RevisionHidden(revision.post_id, by=member.pk, revision_id=revision.pk, why=why)
            recording.record(event, _target_of(revision), after={"revision": revision.pk})
    return revision


def unhide_revision(revision: Revision, member: Member) -> Revision:
    """Show a hidden revision again. Raise Refused with the reason of the rule."""
    with transaction.atomic(durable=True):
        revision = _lock_revision(revision)
        if refusal := rules.refuse_unhide_revision(member, revision):
            raise Refused(refusal)
        if revision.hidden_at:
            revision.set_hidden(at=None, by=None, why="")
            event = RevisionUnhidden(revision.post_id, by=member.pk, revision_id=revision.pk)
            recording.record(event, _target_of(revision))
    return revision


def _target_of(revision: Revision) -> ActTarget:
    """The post; the act is about the member who wrote this version of it."""
    return revision.post.act_target._replace(member_id=revision.by_id)


def _lock_revision(revision: Revision) -> Revision:
    """Lock the topic and return the present state of `revision`, without its text."""
    _topic, post = posts.lock(revision.post)
    locked = post.revisions.listed().get(pk=revision.pk)
    locked.post = post
    return locked
