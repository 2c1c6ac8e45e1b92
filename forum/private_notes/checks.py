"""The checks of private conversations and notes."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.contributions.checks import (
    last_time_check,
    number_checks,
    repair_under_lock,
)
from forum.contributions.html_checks import html_check
from forum.private_notes import actions
from forum.private_notes.models import Participant, PrivateConversation


def find_wrongly_abandoned(conversations: "QuerySet[PrivateConversation]") -> Iterator[Problem]:
    """Conversations that would be deleted while somebody takes part, or never."""
    present = Exists(Participant.objects.present().filter(private_conversation=OuterRef("pk")))
    wrong = (Q(abandoned_at=None) & ~present) | (Q(abandoned_at__isnull=False) & present)
    return problem_of_each(
        conversations.filter(wrong),
        "Private conversation {pk} is wrong about whether anybody takes part",
    )


def find_read_too_far(participants: "QuerySet[Participant]") -> Iterator[Problem]:
    """Participants who would not be told about the next notes."""
    return problem_of_each(
        participants.filter(read_up_to__gt=F("private_conversation__last_number")),
        "Participant {pk} has read up to note {read_up_to}, which does not exist",
    )


def _repair_abandoned(conversation: PrivateConversation) -> None:
    is_abandoned = not conversation.participants.filter(left_at=None).exists()
    conversation.abandoned_at = timezone.now() if is_abandoned else None
    conversation.save(update_fields=["abandoned_at"])


def _repair_read(keys: list[int]) -> None:
    for participant in Participant.objects.filter(pk__in=keys).select_related(
        "private_conversation"
    ):
        last = participant.private_conversation.last_number
        Participant.objects.filter(pk=participant.pk, read_up_to__gt=last).update(read_up_to=last)


CHECKS = [
    *number_checks(actions.notes, least=1),
    last_time_check(actions.notes, "private-conversation-times", column="last_at"),
    RowCheck(
        "private-conversations-abandoned",
        rows=PrivateConversation.objects.all,
        find=find_wrongly_abandoned,
        repair=repair_under_lock(actions.notes.conversations, _repair_abandoned),
        repair_sentence="stores whether anybody takes part",
    ),
    RowCheck(
        "participants-read",
        rows=Participant.objects.all,
        find=find_read_too_far,
        repair=_repair_read,
        repair_sentence="stores the last note that exists",
    ),
    html_check(actions.notes),
]
