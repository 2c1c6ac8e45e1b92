"""React to a post or message, and take a reaction back.

Each write is one function and one transaction (decision 13). It locks the topic or room first,
like every other change of a text, and the text takes the next change mark: that is how open tabs
and cached pages learn of the new counts.
"""

from django.db import transaction

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.chat import actions as chat
from forum.chat.models import Message
from forum.contributions.actions import ContributionActions
from forum.contributions.models import Conversation
from forum.contributions.reaction_kinds import ReactionKind
from forum.reactions import rules
from forum.reactions.events import MessageReactionsChanged, PostReactionsChanged
from forum.reactions.models import Reaction, target_fields
from forum.topics import actions as topics
from forum.topics.models import Post


def react(contribution: Post | Message, member: Member, *, kind: ReactionKind, on: bool) -> None:
    """Add the reaction of `member`, or take it back. A repeat changes nothing. Raises Refused."""
    if refusal := rules.refuse_reaction(member, contribution):
        raise Refused(refusal)
    with transaction.atomic(durable=True):
        conversation, contribution = _actions_of(contribution).lock(contribution)
        if refusal := rules.refuse_reaction(member, contribution):
            raise Refused(refusal)
        own = Reaction.objects.about(contribution).filter(member=member, kind=kind.value)
        if own.exists() == on:
            return
        if on:
            Reaction.objects.create(
                **target_fields(contribution),
                author_id=contribution.author_id,
                member=member,
                kind=kind.value,
            )
        else:
            own.delete()
        event_log.record(_store_counts(conversation, contribution, by_id=member.pk))


def take_all_back(contribution: Post | Message, member_id: int) -> None:
    """Delete all reactions of a closed account to one text. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        conversation, contribution = _actions_of(contribution).lock(contribution)
        if Reaction.objects.about(contribution).filter(member=member_id).delete()[0]:
            event_log.record(_store_counts(conversation, contribution, by_id=member_id))


def count_again(contribution: Post | Message) -> None:
    """Repair counts that differ from the rows. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        conversation, contribution = _actions_of(contribution).lock(contribution)
        if contribution.reactions != Reaction.objects.about(contribution).counts():
            by_id = contribution.author_id
            event_log.record(_store_counts(conversation, contribution, by_id=by_id))


def _store_counts(
    conversation: Conversation, contribution: Post | Message, *, by_id: int
) -> PostReactionsChanged | MessageReactionsChanged:
    """Store the counts of the rows under the lock. Returns the event to record."""
    counts = Reaction.objects.about(contribution).counts()
    conversation.save_change(contribution, reactions=counts)
    conversation.save(update_fields=["last_mark"])
    if isinstance(contribution, Post):
        return PostReactionsChanged(contribution.pk, by=by_id)
    return MessageReactionsChanged(contribution.pk, by=by_id)


def _actions_of(contribution: Post | Message) -> ContributionActions:
    return topics.posts if isinstance(contribution, Post) else chat.messages
