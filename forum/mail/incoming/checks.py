"""The checks of mail from members."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.outcomes import State

UNDECIDED_FOR = timedelta(days=1)  # a mail server tries again for some days


def find_undecided(mails: "QuerySet[ReceivedMail]") -> Iterator[Problem]:
    """Mails that were stored, and that no mail server has sent again since the process stopped."""
    limit = timezone.now() - UNDECIDED_FOR
    waiting = mails.filter(state=State.RECEIVED, received_at__lt=limit)
    return problem_of_each(waiting, "Mail {pk} of member {member} was received but never decided")


def find_keys_of_closed_accounts(keys: "QuerySet[ReplyKey]") -> Iterator[Problem]:
    return problem_of_each(
        keys.filter(member__closed_at__isnull=False),
        "Reply key {pk} is of member {member}, but this account is closed",
    )


def _decide_again(keys: list[int]) -> None:
    from forum.mail.incoming.receiving import receive

    for mail in ReceivedMail.objects.filter(pk__in=keys):
        receive(mail.original)


def _delete_keys(keys: list[int]) -> None:
    ReplyKey.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "received-mails-undecided",
        rows=ReceivedMail.objects.all,
        find=find_undecided,
        repair=_decide_again,
        repair_sentence="decides about the stored copy",
    ),
    RowCheck(
        "reply-keys-of-closed-accounts",
        rows=ReplyKey.objects.all,
        find=find_keys_of_closed_accounts,
        repair=_delete_keys,
        repair_sentence="deletes the key",
        is_eventual=True,
    ),
]
