"""Compute levels again when they can have changed; the worker calls these. Safe to repeat.

Each event concerns at most three members. What time changes is in tasks.py.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.events import MemberClosed
from accounts.models import Member
from accounts.trust_levels import TrustLevel
from forum.chat.events import MessageEvent
from forum.chat.models import Message
from forum.groups.events import GroupChanged
from forum.groups.models import member_keys
from forum.private_notes.events import NoteEvent
from forum.private_notes.models import PrivateNote
from forum.topics.events import PostEvent, TopicEvent
from forum.topics.models import Post, Topic
from forum.trust.computing import compute_levels
from forum.trust.models import Vouch


def raise_levels(event: PostEvent) -> None:
    """A new post can only raise levels, so nothing is computed for trusted members."""
    members = Member.objects.filter(pk__in=_concerned(event), trust_level__lt=TrustLevel.TRUSTED)
    compute_levels(members.values_list("pk", flat=True), may_fall=False)


def compute_levels_of_post(event: PostEvent) -> None:
    compute_levels(_concerned(event))


def compute_level_of_message_author(event: MessageEvent) -> None:
    authors = Message.objects.filter(pk=event.message_id)
    compute_levels(authors.values_list("author", flat=True))


def compute_level_of_note_author(event: NoteEvent) -> None:
    authors = PrivateNote.objects.filter(pk=event.note_id)
    compute_levels(authors.values_list("author", flat=True))


def compute_level_of_topic_author(event: TopicEvent) -> None:
    authors = Topic.objects.filter(pk=event.topic_id)
    compute_levels(authors.values_list("author", flat=True))


def compute_level_of_member(event: Any) -> None:
    """event: with `member_id`, of a sanction, a role or a group."""
    compute_levels([event.member_id])


def compute_levels_of_group(event: GroupChanged) -> None:
    """A group can have thousands of members, so the periodic task does it soon."""
    members = Member.objects.filter(pk__in=member_keys(event.group_id), closed_at=None)
    members.update(trust_due_at=timezone.now())


def delete_vouches_of_closed_account(event: MemberClosed) -> None:
    """What others said about the member goes. What the member said of others loses its words."""
    Vouch.objects.filter(member=event.member_id).delete()
    Vouch.objects.filter(by=event.member_id).update(why="")


def _concerned(event: PostEvent) -> set[int]:
    """The author, the author of the answered post, and the one who started the topic."""
    post = Post.objects.only("author", "reply_to", "topic").get(pk=event.post_id)
    answered = Q(topic=post.topic_id, number__in=[1, post.reply_to or 1])
    authors = Post.objects.filter(answered).values_list("author", flat=True)
    return {post.author_id, *authors}
