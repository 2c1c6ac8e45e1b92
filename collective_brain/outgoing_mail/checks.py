"""The check of mail that the mail server did not take."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck
from collective_brain.outgoing_mail.models import OutgoingEmail
from collective_brain.outgoing_mail.tasks import try_again


def find_given_up(mails: "QuerySet[OutgoingEmail]") -> Iterator[Problem]:
    for mail in mails:
        sentence = f"Mail {mail.pk} was not sent in {mail.attempts} attempts ({mail.error[:200]})"
        yield Problem(mail.pk, sentence)


def _try_again(keys: list[int]) -> None:
    try_again(OutgoingEmail.objects.filter(pk__in=keys))


CHECKS = [
    RowCheck(
        "mail-given-up",
        rows=OutgoingEmail.objects.given_up,
        find=find_given_up,
        repair=_try_again,
        repair_sentence="lets the worker send it again",
    )
]
