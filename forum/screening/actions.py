"""Hold a text, change it or take it back, and decide about it.

Each write is one function and one transaction (decision 13).
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.contributions.actions import check_limits_of_text, spend_bytes_of
from forum.contributions.rendering import render_post
from forum.contributions.screening_hook import NewText
from forum.screening import rules
from forum.screening.events import (
    AllWaitBegun,
    AllWaitEnded,
    HeldPostApproved,
    HeldPostEdited,
    HeldPostRejected,
    HeldPostTakenBack,
    PostHeld,
)
from forum.screening.models import AllWait, HeldPost
from forum.screening.reasons import Reason, State
from forum.screening.watched_words import refuse_words_in
from forum.topics import actions as topics
from forum.topics.models import Post, Topic
from forum.topics.titles import clean_title


def hold(text: NewText, reason: Reason) -> HeldPost:
    """Store a text that waits, without a number. A repeat returns the stored one.

    It counts in the budget of the day like a published one. Raises Refused.
    """
    with transaction.atomic(durable=True):
        counted_as = "" if text.conversation else "topics"
        size = {"source": text.source, "html": text.html}
        spend_bytes_of(text.author, size, counted_as=counted_as)
        if refusal := rules.refuse_hold(text.author):
            raise Refused(refusal)
        try:
            with transaction.atomic():
                held = HeldPost.objects.create(reason=reason, **_fields(text))
        except IntegrityError:  # a second request of the same form came first
            return HeldPost.objects.get(author=text.author, nonce=text.nonce)
        event_log.record(PostHeld(held.pk, by=text.author.pk))
    return held


def edit(held: HeldPost, author: Member, *, source: str, title: str = "", version: int) -> None:
    """Change a text that waits. version: the one that the author saw. Raises Refused."""
    fields = render_post(source, held.nonce).fields
    check_limits_of_text(author, fields)
    if refusal := refuse_words_in(f"{title}\n{source}", held.language):
        raise Refused(refusal)
    title = "" if held.topic_id else clean_title(title)
    with transaction.atomic(durable=True):
        held = _locked(held)
        if refusal := rules.refuse_edit(author, held, version=version):
            raise Refused(refusal)
        if (held.source, held.title) == (source, title):
            return
        spend_bytes_of(author, fields)
        held.source, held.title, held.version = source, title, held.next_version
        held.save(update_fields=["source", "title", "version"])
        event_log.record(HeldPostEdited(held.pk, by=author.pk))


def take_back(held: HeldPost, author: Member) -> None:
    """Delete a text that waits. Raises Refused."""
    with transaction.atomic(durable=True):
        held = _locked(held)
        if refusal := rules.refuse_change(author, held):
            raise Refused(refusal)
        event = HeldPostTakenBack(held.pk, by=author.pk, mail_id=held.mail_id)
        held.delete()
        event_log.record(event)


def approve(held: HeldPost, member: Member, *, version: int) -> Post:
    """Publish a text that waits, by the action that its author would use. Raises Refused.

    Of two facilitators at once, one decides. version: the one that `member` has read.
    """
    return _publish(held, member, version=version, state=State.WAITING)


def publish_after_appeal(held: HeldPost, member: Member) -> Post:
    """Publish a rejected text after the rejection was undone. Raises Refused."""
    return _publish(held, member, version=held.version, state=State.REJECTED)


def reject(
    held: HeldPost, member: Member, *, why: str, version: int, rule: int | None = None
) -> None:
    """Do not publish a text; its author is told `why`. Raises Refused."""
    with transaction.atomic(durable=True):
        held = _locked(held)
        refusal = rules.refuse_decision(member, held) or rules.refuse_unread(held, version)
        if refusal := refusal or rules.refuse_rejection(why):
            raise Refused(refusal)
        held.state, held.why = State.REJECTED, why
        held.decided_at, held.decided_by = timezone.now(), member
        held.save()
        event = HeldPostRejected(held.pk, by=member.pk, why=why)
        recording.record(event, held.act_target, rule=rule)


def let_all_wait(by: Member, *, ends_at: datetime) -> None:
    """Let all new posts wait until `ends_at`. The same again changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_period(by, ends_at):
            raise Refused(refusal)
        running = AllWait.objects.current()
        if running and running.ends_at == ends_at:
            return
        _end_periods()
        AllWait.objects.create(by=by, ends_at=ends_at)
        before = {"ends_at": running.ends_at.isoformat()} if running else {}
        _record_period(AllWaitBegun(by.pk), before, {"ends_at": ends_at.isoformat()})


def end_all_wait(by: Member) -> None:
    """Let new posts appear at once again. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_period(by):
            raise Refused(refusal)
        if running := AllWait.objects.current():
            _end_periods()
            _record_period(AllWaitEnded(by.pk), {"ends_at": running.ends_at.isoformat()}, {})


def _publish(held: HeldPost, member: Member, *, version: int, state: State) -> Post:
    if refusal := _refuse_publishing(held, member, version, state):
        raise Refused(refusal)

    def mark_published(post: Post) -> None:
        locked = _locked(held)
        if refusal := _refuse_publishing(locked, member, version, state):
            raise Refused(refusal)
        locked.state, locked.post, locked.source = State.PUBLISHED, post, ""
        locked.decided_at, locked.decided_by = timezone.now(), member
        locked.save()
        recording.record(HeldPostApproved(locked.pk, by=member.pk), locked.act_target)

    text: dict[str, Any] = {
        "source": held.source,
        "nonce": held.nonce,
        "language": held.language,
        "approve": mark_published,
    }
    if held.topic:
        post: Post = topics.reply(held.topic, held.author, reply_to=held.reply_to, **text)
    else:
        topic: Topic = topics.start_topic(
            held.theme, held.author, title=held.title, is_question=held.is_question, **text
        )
        post = topic.posts.get(number=1)
    if HeldPost.objects.filter(pk=held.pk, state=state).exists():
        with transaction.atomic(durable=True):  # the form was sent again after the text was held
            mark_published(post)
    return post


def _refuse_publishing(held: HeldPost, member: Member, version: int, state: State) -> str:
    return (
        rules.refuse_decision(member, held, state=state)
        or rules.refuse_unread(held, version)
        or rules.refuse_publication(held)
    )


def _locked(held: HeldPost) -> HeldPost:
    try:
        return HeldPost.objects.locked(held.pk)
    except HeldPost.DoesNotExist:
        raise Refused(_("The author has taken this text back.")) from None


def _fields(text: NewText) -> dict[str, Any]:
    return {
        "author": text.author,
        "theme": text.theme,
        "topic": text.conversation,
        "title": text.title,
        "is_question": text.is_question,
        "source": text.source,
        "language": text.language,
        "reply_to": text.reply_to,
        "nonce": text.nonce,
        "mail_id": text.arrival.mail_id,
    }


def _end_periods() -> None:
    AllWait.objects.filter(ends_at__gt=timezone.now()).update(ends_at=timezone.now())


def _record_period(event: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    recording.record(event, ActTarget(TargetKind.SITE), before=before, after=after)
