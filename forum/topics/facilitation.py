"""What facilitators do with topics and with other people's posts: actions like those in actions.py."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forum import journal
from forum.errors import Refused
from forum.themes.models import Theme
from forum.topics import rules
from forum.topics.actions import clean_title, locked_with
from forum.topics.events import (
    PostHidden,
    PostUnhidden,
    RevisionHidden,
    RevisionUnhidden,
    TopicClosed,
    TopicHidden,
    TopicMoved,
    TopicPinned,
    TopicReopened,
    TopicRetitled,
    TopicUnhidden,
    TopicUnpinned,
)
from forum.topics.models import Post, Revision, Topic


def hide(post: Post, member: Member, *, why: str) -> Post:
    """Leave a tombstone in place of `post`; its author is told `why`. Raises Refused from rules.refuse_hide."""
    with transaction.atomic(durable=True):
        topic, post = locked_with(post)
        if refusal := rules.refuse_hide(member, post, why=why):
            raise Refused(refusal)
        if not post.hidden_at:
            topic.withdraw(post, hidden_at=timezone.now(), hidden_by=member, hidden_why=why)
            journal.record(PostHidden(post.pk, by=member.pk, why=why))
    return post


def unhide(post: Post, member: Member) -> Post:
    """Show a hidden post again. Raises Refused from rules.refuse_care."""
    with transaction.atomic(durable=True):
        topic, post = locked_with(post)
        if refusal := rules.refuse_care(member, topic.theme):
            raise Refused(refusal)
        if post.hidden_at:
            topic.give_back(post, hidden_at=None, hidden_by=None, hidden_why="")
            journal.record(PostUnhidden(post.pk, by=member.pk))
    return post


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
            happened = RevisionHidden(revision.post_id, by=member.pk, revision_id=revision.pk, why=why)
            journal.record(happened)
    return revision


def unhide_revision(revision: Revision, member: Member) -> Revision:
    """Show a hidden version again. Raises Refused from rules.refuse_care."""
    with transaction.atomic(durable=True):
        revision = _locked_revision(revision)
        if refusal := rules.refuse_care(member, revision.post.topic.theme):
            raise Refused(refusal)
        if revision.hidden_at:
            revision.mark_hidden(at=None, by=None, why="")
            journal.record(RevisionUnhidden(revision.post_id, by=member.pk, revision_id=revision.pk))
    return revision


def _locked_revision(revision: Revision) -> Revision:
    """The version as it is now, without its text, under its topic's lock."""
    _topic, post = locked_with(revision.post)
    fresh = post.revisions.listed().get(pk=revision.pk)
    fresh.post = post
    return fresh


def pin(topic: Topic, member: Member, *, pinned: bool) -> Topic:
    with _cared_for(topic, member) as topic:
        if topic.pinned != pinned:
            topic.pinned = pinned
            happened = TopicPinned if pinned else TopicUnpinned
            journal.record(happened(topic.pk, by=member.pk, mark=topic.next_mark()))
    return topic


def close(topic: Topic, member: Member, *, closed: bool) -> Topic:
    """Close `topic` to replies, or open it again."""
    with _cared_for(topic, member) as topic:
        if bool(topic.closed_at) != closed:
            topic.closed_at = timezone.now() if closed else None
            happened = TopicClosed if closed else TopicReopened
            journal.record(happened(topic.pk, by=member.pk, mark=topic.next_mark()))
    return topic


def retitle(topic: Topic, member: Member, *, title: str) -> Topic:
    title = clean_title(title)
    with _cared_for(topic, member) as topic:
        if topic.title != title:
            topic.retitle(title)
            journal.record(TopicRetitled(topic.pk, by=member.pk, mark=topic.next_mark()))
    return topic


def move(topic: Topic, member: Member, *, theme: Theme) -> Topic:
    """Put `topic` into another theme; its address stays."""
    with _cared_for(topic, member) as topic:
        if topic.theme_id != theme.pk:
            left, topic.theme = topic.theme_id, theme
            journal.record(TopicMoved(topic.pk, by=member.pk, mark=topic.next_mark(), left=left))
    return topic


def hide_topic(topic: Topic, member: Member, *, why: str) -> Topic:
    """Make `topic` exist for facilitators and administrators only; its author is told `why`."""
    with _cared_for(topic, member) as topic:
        if not topic.hidden_at:
            topic.hidden_at = timezone.now()
            journal.record(TopicHidden(topic.pk, by=member.pk, mark=topic.next_mark(), why=why))
    return topic


def unhide_topic(topic: Topic, member: Member) -> Topic:
    with _cared_for(topic, member) as topic:
        if topic.hidden_at:
            topic.hidden_at = None
            journal.record(TopicUnhidden(topic.pk, by=member.pk, mark=topic.next_mark()))
    return topic


@contextmanager
def _cared_for(topic: Topic, member: Member) -> Iterator[Topic]:
    """The topic under its lock, stored at the end. Raises Refused from rules.refuse_care."""
    with transaction.atomic(durable=True):
        locked = Topic.objects.select_related("theme").locked(topic.pk)
        if refusal := rules.refuse_care(member, locked.theme):
            raise Refused(refusal)
        yield locked
        locked.save()
