"""What facilitators do with topics. Each action is one function and one transaction.

Decision 13 explains why.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.acts.models import Act
from accounts.models import Member
from collective_brain.errors import Refused
from forum import markup
from forum.contributions.removal_actions import UnderLock, do_nothing
from forum.contributions.rules import refuse_own
from forum.themes.models import Theme
from forum.themes.rules import refuse_archived, refuse_facilitation
from forum.topics.events import (
    TopicClosed,
    TopicHidden,
    TopicKindChanged,
    TopicMoved,
    TopicNoteChanged,
    TopicPinned,
    TopicReopened,
    TopicRetitled,
    TopicSlowed,
    TopicUnhidden,
    TopicUnpinned,
)
from forum.topics.models import Topic
from forum.topics.rules import merged_sentence
from forum.topics.titles import clean_title


def set_pinned(topic: Topic, member: Member, *, pinned: bool) -> Topic:
    """Put `topic` before the others of its theme, or back among them."""
    with change_as_facilitator(topic, member) as topic:
        if topic.pinned != pinned:
            topic.pinned, topic.pinned_until = pinned, None
            event_class = TopicPinned if pinned else TopicUnpinned
            event = event_class(topic.pk, by=member.pk, mark=topic.next_mark())
            recording.record(event, topic.act_target)
    return topic


def set_closed(topic: Topic, member: Member, *, closed: bool) -> Topic:
    """Close `topic` to replies, or open it again."""
    with change_as_facilitator(topic, member) as topic:
        if topic.merged_into_id:
            raise Refused(merged_sentence())
        if bool(topic.closed_at) != closed:
            change = topic.close if closed else topic.reopen
            change(timezone.now())
            event_class = TopicClosed if closed else TopicReopened
            event = event_class(topic.pk, by=member.pk, mark=topic.next_mark())
            recording.record(event, topic.act_target)
    return topic


def set_slow_mode(topic: Topic, member: Member, *, minutes: int) -> Topic:
    """Let each member post once in so many minutes; 0: as often as they like."""
    with change_as_facilitator(topic, member) as topic:
        if topic.slow_minutes != minutes:
            before, topic.slow_minutes = {"minutes": topic.slow_minutes}, minutes
            event = TopicSlowed(topic.pk, by=member.pk, mark=topic.next_mark(), minutes=minutes)
            recording.record(event, topic.act_target, before=before, after={"minutes": minutes})
    return topic


def set_note(topic: Topic, member: Member, *, note: str) -> Topic:
    """Show `note` at the top of `topic`; "" removes it. Raises Refused if nothing would be seen."""
    note = note.strip()
    if note:
        markup.render_message(note)
    with change_as_facilitator(topic, member) as topic:
        if topic.note != note:
            before, topic.note = {"note": topic.note}, note
            event = TopicNoteChanged(topic.pk, by=member.pk, mark=topic.next_mark())
            recording.record(event, topic.act_target, before=before, after={"note": note})
    return topic


def set_kind(topic: Topic, member: Member, *, is_question: bool) -> Topic:
    """Make `topic` a question, or a discussion again, which has no accepted answer."""
    with change_as_facilitator(topic, member) as topic:
        if topic.is_question != is_question:
            topic.is_question = is_question
            changed = [] if topic.accepted_number is None else topic.accept_answer(None)
            mark = topic.next_mark()
            event = TopicKindChanged(topic.pk, by=member.pk, mark=mark, changed=changed)
            recording.record(event, topic.act_target, after={"is_question": is_question})
    return topic


def retitle(topic: Topic, member: Member, *, title: str) -> Topic:
    """Change the title of `topic`."""
    title = clean_title(title)
    with change_as_facilitator(topic, member) as topic:
        if topic.title != title:
            before = {"title": topic.title}
            topic.set_title(title)
            event = TopicRetitled(topic.pk, by=member.pk, mark=topic.next_mark())
            recording.record(event, topic.act_target, before=before, after={"title": title})
    return topic


def move(
    topic: Topic, member: Member, *, theme: Theme, under_lock: UnderLock = do_nothing
) -> Topic:
    """Move `topic` to another theme that is not archived. Its URL stays the same."""
    if refusal := refuse_archived(theme):
        raise Refused(refusal)
    with change_as_facilitator(topic, member) as topic:
        under_lock(topic)
        if topic.theme_id != theme.pk:
            left, target = topic.theme_id, topic.act_target
            topic.theme = theme
            event = TopicMoved(topic.pk, by=member.pk, mark=topic.next_mark(), left=left)
            recording.record(event, target, before={"theme": left}, after={"theme": theme.pk})
    return topic


def hide_topic(topic: Topic, member: Member, *, why: str, rule: int | None = None) -> Topic:
    """Hide `topic` from everybody but facilitators and administrators. Its author reads `why`."""
    with change_as_facilitator(topic, member) as topic:
        if not topic.hidden_at:
            topic.hidden_at, topic.hidden_why = timezone.now(), why
            event = TopicHidden(topic.pk, by=member.pk, mark=topic.next_mark(), why=why)
            recording.record(event, topic.act_target, rule=rule)
    return topic


def unhide_topic(topic: Topic, member: Member) -> Topic:
    """Show a hidden topic to everybody again."""
    with change_as_facilitator(topic, member) as topic:
        if topic.hidden_at:
            if refusal := _refuse_unhide(topic, member):
                raise Refused(refusal)
            topic.hidden_at, topic.hidden_why = None, ""
            event = TopicUnhidden(topic.pk, by=member.pk, mark=topic.next_mark())
            recording.record(event, topic.act_target)
    return topic


def _refuse_unhide(topic: Topic, member: Member) -> str:
    """The record says who hid the topic. It has no row of an older release."""
    target = topic.act_target
    hiding = Act.objects.filter(verb=TopicHidden.__name__, kind=target.kind, target_id=topic.pk)
    newest = hiding.order_by("-pk").first()
    if newest and newest.by_id != member.pk:
        return refuse_own(member, topic.author_id)
    return ""


@contextmanager
def change_as_facilitator(topic: Topic, member: Member) -> Iterator[Topic]:
    """Yield the locked topic, and save it at the end.

    Raise Refused with the reason from refuse_facilitation.
    """
    with transaction.atomic(durable=True):
        locked = Topic.objects.select_related("theme").locked(topic.pk)
        if refusal := refuse_facilitation(member, locked.theme):
            raise Refused(refusal)
        yield locked
        locked.save()
