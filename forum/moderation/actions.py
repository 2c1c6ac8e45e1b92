"""Appeal against a decision, talk about it, and decide about the appeal (decision 87)."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.acts.targets import ActTarget, TargetKind
from accounts.administration import actions as administration
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets.models import DailyUse, size_in_bytes
from forum.chat import actions as chat
from forum.chat.models import Message
from forum.contributions.models import nonce_refusal
from forum.facilitation import actions as facilitation
from forum.moderation import rules
from forum.moderation.events import AppealAnswered, AppealDecided, AppealMade
from forum.moderation.models import Appeal, AppealMessage, Outcome, Statement, StatementKind
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateNote
from forum.revisions import actions as revisions
from forum.screening import actions as screening
from forum.screening.models import HeldPost
from forum.topics import actions as topics
from forum.topics.models import Post, Revision, Topic

logger = logging.getLogger(__name__)


def appeal(statement: Statement, member: Member, *, source: str, nonce: UUID) -> Appeal:
    """Appeal against the decision. A repeat with the same nonce returns the stored appeal."""
    with transaction.atomic(durable=True):
        statement = _locked(statement)
        if statement.has_appeal and _stored(member, nonce, statement.appeal, source):
            return statement.appeal
        if refusal := rules.refuse_appeal(member, statement):
            raise Refused(refusal)
        DailyUse.objects.spend_bytes(member.pk, size_in_bytes(source))
        due_at = timezone.now() + timedelta(days=settings.APPEAL_DAYS)
        made = Appeal.objects.create(statement=statement, due_at=due_at)
        made.messages.create(author=member, source=source, nonce=nonce)
        event_log.record(AppealMade(made.pk, by=member.pk))
    return made


def answer(appeal: Appeal, author: Member, *, source: str, nonce: UUID) -> AppealMessage:
    """Write a message to the other side. A repeated request returns the stored message."""
    with transaction.atomic(durable=True):
        appeal = Appeal.objects.locked(appeal.pk)
        if stored := _stored(author, nonce, appeal, source):
            return stored
        if refusal := rules.refuse_message(author, appeal):
            raise Refused(refusal)
        DailyUse.objects.spend_bytes(author.pk, size_in_bytes(source))
        message = appeal.messages.create(author=author, source=source, nonce=nonce)
        event_log.record(AppealAnswered(message.pk, by=author.pk))
    return message


def decide(appeal: Appeal, member: Member, *, outcome: str, why: str) -> None:
    """Decide about the appeal; of two deciders at once, one counts. Raises Refused.

    A decision that is changed is undone after the commit, and again by the worker if the process
    stops in between.
    """
    with transaction.atomic(durable=True):
        appeal = Appeal.objects.locked(appeal.pk)
        if refusal := rules.refuse_decision(member, appeal):
            raise Refused(refusal)
        appeal.outcome, appeal.why = Outcome(outcome).value, why
        appeal.decided_at, appeal.decided_by = timezone.now(), member
        appeal.save()
        recording.record(
            AppealDecided(appeal.pk, by=member.pk, why=why),
            _target_of(appeal.statement),
            after={"appeal": appeal.outcome},
        )
    undo_if_changed(appeal)


def undo_if_changed(appeal: Appeal) -> None:
    """Undo the act by its usual action. A repeat changes nothing."""
    if appeal.outcome != Outcome.CHANGED or not appeal.decided_by:
        return
    try:
        _undo(appeal.statement, appeal.decided_by, why=appeal.why)
    except Refused as refusal:  # such as a profile that the member has changed since
        logger.warning("The decision of appeal %s was not undone: %s", appeal.pk, refusal)


def _undo(statement: Statement, by: Member, *, why: str) -> None:
    kind, key = StatementKind(statement.kind), statement.act.target_id or 0
    if show := SHOW_AGAIN.get(kind):
        show(key, by)
    elif kind == StatementKind.EDITED:
        _restore_text(Post.objects.select_related("topic__theme").get(pk=key), statement, by, why)
    elif kind == StatementKind.VERSION:
        _show_version(statement.act.after["revision"], by)
    elif kind == StatementKind.COMMUNITY:
        administration.confirm_community(statement.member, by=by)
    elif kind == StatementKind.WARNED:
        Statement.objects.filter(pk=statement.pk, ended_at=None).update(ended_at=timezone.now())
    elif kind in (StatementKind.SILENCED, StatementKind.SUSPENDED):
        administration.lift_sanctions(statement.member, by=by)
    # A picture is deleted with the decision. The member may choose it again.


def _show_post(key: int, by: Member) -> None:
    topics.unhide(Post.objects.select_related("topic__theme").get(pk=key), by)


def _show_version(key: int, by: Member) -> None:
    versions = Revision.objects.listed().select_related("post__topic__theme")
    for revision in versions.filter(pk=key):  # none if the post was deleted since
        revisions.unhide_revision(revision, by)


def _show_message(key: int, by: Member) -> None:
    chat.unhide(Message.objects.select_related("room").get(pk=key), by)


def _show_note(key: int, by: Member) -> None:
    for note in PrivateNote.objects.filter(pk=key):  # none if everybody has left since
        private_notes.unhide(note, by)


def _show_topic(key: int, by: Member) -> None:
    facilitation.unhide_topic(Topic.objects.get(pk=key), by)


def _publish(key: int, by: Member) -> None:
    screening.publish_after_appeal(HeldPost.objects.with_places().get(pk=key), by)


SHOW_AGAIN: dict[StatementKind, Callable[[int, Member], None]] = {
    StatementKind.POST: _show_post,
    StatementKind.MESSAGE: _show_message,
    StatementKind.NOTE: _show_note,
    StatementKind.TOPIC: _show_topic,
    StatementKind.REJECTED: _publish,
}


def _restore_text(post: Post, statement: Statement, by: Member, why: str) -> None:
    """Give the post the text of its author again, unless somebody has changed it since."""
    edited = statement.act.after["version"]
    if post.version != edited:
        raise Refused(_("The text has changed since the decision."))
    topics.edit(post, by, source=statement.text, version=edited, language=post.language, why=why)


def _locked(statement: Statement) -> Statement:
    locked = Statement.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("act").get(pk=statement.pk)


def _stored(author: Member, nonce: UUID, appeal: Appeal, source: str) -> AppealMessage | None:
    """The message of the form with this nonce. Raises Refused if it had another text."""
    stored = AppealMessage.objects.filter(author=author, nonce=nonce).first()
    if stored and (stored.appeal_id, stored.source) != (appeal.pk, source):
        raise Refused(nonce_refusal())
    return stored


def _target_of(statement: Statement) -> ActTarget:
    """The record names what the appeal is about, not the appeal."""
    act = statement.act
    return ActTarget(
        TargetKind(act.kind), act.target_id, act.label, statement.member_id, act.theme_id
    )
