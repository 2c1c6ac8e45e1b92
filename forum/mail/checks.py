"""The checks of mail to members."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.enquiries.models import EnquiryMessage
from forum.mail.kinds import MailKind
from forum.mail.models import MailItem
from forum.mail.tasks import try_again
from forum.private_notes.models import PrivateNote
from forum.topics.models import Post


def find_given_up(items: "QuerySet[MailItem]") -> Iterator[Problem]:
    for item in items:
        sentence = f"Mail {item} was not sent in {item.attempts} attempts ({item.error[:200]})"
        yield Problem(item.pk, sentence)


def find_without_target(items: "QuerySet[MailItem]") -> Iterator[Problem]:
    """Items about a post or a message that does not exist."""
    post = Post.objects.filter(topic=OuterRef("topic"), number=OuterRef("number"))
    message = EnquiryMessage.objects.filter(enquiry=OuterRef("enquiry"), pk=OuterRef("number"))
    note = PrivateNote.objects.filter(
        private_conversation=OuterRef("private_conversation"), number=OuterRef("number")
    )
    about_something = items.exclude(kind=MailKind.DIGEST)
    lost = about_something.exclude(Exists(post)).exclude(Exists(message))
    lost = lost.exclude(Exists(note))
    return problem_of_each(lost, "Mail item {pk} is about something that is missing")


def find_of_closed_accounts(items: "QuerySet[MailItem]") -> Iterator[Problem]:
    return problem_of_each(
        items.filter(member__closed_at__isnull=False),
        "Mail item {pk} is for member {member}, but this account is closed",
    )


def _try_again(keys: list[int]) -> None:
    try_again(MailItem.objects.filter(pk__in=keys))


def _delete(keys: list[int]) -> None:
    MailItem.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "mail-item-targets",
        rows=MailItem.objects.all,
        find=find_without_target,
        repair=_delete,
        repair_sentence="deletes the row",
    ),
    RowCheck(
        "mail-items-of-closed-accounts",
        rows=MailItem.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the row",
        is_eventual=True,
    ),
    RowCheck(
        "mail-items-given-up",
        rows=MailItem.objects.given_up,
        find=find_given_up,
        repair=_try_again,
        repair_sentence="lets the worker send it again",
    ),
]
