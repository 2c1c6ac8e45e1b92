"""Hide and show revisions. Each write is one function and one transaction (decision 13)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.revisions import rules
from forum.revisions.events import RevisionHidden, RevisionUnhidden
from forum.topics.actions import lock_topic_and_post
from forum.topics.models import Revision
from forum.topics.rules import refuse_facilitation


def hide_revision(revision: Revision, member: Member, *, why: str) -> Revision:
    """Keep an earlier version from all but the theme's facilitators; its author reads `why`.

    Raises Refused with the reason from rules.refuse_hide_revision.
    """
    with transaction.atomic(durable=True):
        revision = _locked_revision(revision)
        is_current = not revision.post.revisions.filter(pk__gt=revision.pk).exists()
        if refusal := rules.refuse_hide_revision(member, revision, why=why, is_current=is_current):
            raise Refused(refusal)
        if not revision.hidden_at:
            revision.mark_hidden(at=timezone.now(), by=member, why=why)
            happened = RevisionHidden(
                revision.post_id, by=member.pk, revision_id=revision.pk, why=why
            )
            event_log.record(happened)
    return revision


def unhide_revision(revision: Revision, member: Member) -> Revision:
    """Show a hidden version again. Raises Refused from refuse_facilitation."""
    with transaction.atomic(durable=True):
        revision = _locked_revision(revision)
        if refusal := refuse_facilitation(member, revision.post.topic.theme):
            raise Refused(refusal)
        if revision.hidden_at:
            revision.mark_hidden(at=None, by=None, why="")
            event_log.record(
                RevisionUnhidden(revision.post_id, by=member.pk, revision_id=revision.pk)
            )
    return revision


def _locked_revision(revision: Revision) -> Revision:
    """The version as it is now, without its text, under its topic's lock."""
    _topic, post = lock_topic_and_post(revision.post)
    fresh = post.revisions.listed().get(pk=revision.pk)
    fresh.post = post
    return fresh
