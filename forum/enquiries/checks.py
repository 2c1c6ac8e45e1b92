"""The check of enquiries."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.enquiries.models import Enquiry, EnquiryMessage


def find_enquiries_without_message(enquiries: "QuerySet[Enquiry]") -> Iterator[Problem]:
    messages = EnquiryMessage.objects.filter(enquiry=OuterRef("pk"))
    return problem_of_each(enquiries.exclude(Exists(messages)), "Enquiry {pk} has no message")


def _delete(keys: list[int]) -> None:
    empty_keys = [
        problem.key
        for problem in find_enquiries_without_message(Enquiry.objects.filter(pk__in=keys))
    ]
    Enquiry.objects.filter(pk__in=empty_keys).delete()


CHECKS = [
    RowCheck(
        "empty-enquiries",
        rows=Enquiry.objects.all,
        find=find_enquiries_without_message,
        repair=_delete,
        repair_sentence="deletes the enquiry",
        batch=500,
    )
]
