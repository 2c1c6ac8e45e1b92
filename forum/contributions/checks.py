"""What the checks of topics and of rooms share: their numbers and change marks."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Member
from collective_brain.doctor import Problem
from forum import markup
from forum.contributions.models import Contribution

MAX_TOMBSTONES = 1_000  # in one conversation; more missing rows need a person and a backup


def first_value(rows: "QuerySet[Any]", column: str) -> Subquery:
    """`column` of the first of `rows`. A subquery, so that one statement sees one moment."""
    return Subquery(rows.values(column)[:1])


def count_of(rows: "QuerySet[Any]", group: str) -> Coalesce:
    """How many `rows` there are. group: the field that they all have in common."""
    counted = rows.order_by().values(group).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def most_of(rows: "QuerySet[Any]", group: str, column: str) -> Coalesce:
    """The highest `column` of `rows`, or 0."""
    most = rows.order_by().values(group).annotate(most=Max(column)).values("most")
    return Coalesce(Subquery(most), 0)


def find_wrong_numbers(
    conversations: "QuerySet[Any]", contributions: "QuerySet[Any]", noun: str
) -> Iterator[Problem]:
    """Conversations whose last number or last change mark is not that of their contributions.

    A low one refuses everything that members write there. A mark may be higher: changes of the
    title take marks too.
    """
    group = contributions.model.conversation_field
    own = contributions.filter(**{group: OuterRef("pk")})
    counted = conversations.annotate(
        highest=most_of(own, group, "number"), highest_mark=most_of(own, group, "changed")
    )
    columns = ("pk", "last_number", "highest", "last_mark", "highest_mark")
    for pk, last_number, highest, last_mark, highest_mark in counted.values_list(*columns):
        if last_number != highest:
            yield Problem(pk, f"{noun} {pk} ends at number {last_number}, its rows at {highest}")
        elif last_mark < highest_mark:
            yield Problem(
                pk, f"{noun} {pk} has change mark {last_mark}, but a change has {highest_mark}"
            )


def repair_numbers(conversation: Any, contributions: "QuerySet[Any]") -> None:
    """Take over the highest number and mark. Call it under the lock of `conversation`."""
    most = contributions.aggregate(number=Max("number"), mark=Max("changed"))
    conversation.last_number = most["number"] or 0
    conversation.last_mark = max(conversation.last_mark, most["mark"] or 0)
    conversation.next_mark()  # open pages and cached pages show the old numbers
    conversation.save()


def find_gaps(
    conversations: "QuerySet[Any]", contributions: "QuerySet[Any]", noun: str
) -> Iterator[Problem]:
    """Conversations with fewer contributions than the highest number: rows are missing."""
    group = contributions.model.conversation_field
    own = contributions.filter(**{group: OuterRef("pk")})
    counted = conversations.annotate(
        highest=most_of(own, group, "number"), row_count=count_of(own, group)
    )
    for pk, highest, row_count in counted.values_list("pk", "highest", "row_count"):
        if highest != row_count:
            yield Problem(pk, f"{noun} {pk} has {row_count} rows for the numbers 1 to {highest}")


def missing_numbers(contributions: "QuerySet[Any]") -> list[int]:
    numbers = set(contributions.values_list("number", flat=True))
    return sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)


def fill_gaps(conversation: Any, contributions: "QuerySet[Any]", author: Member) -> None:
    """Store a deleted contribution without text for each missing number.

    Numbers are addresses, so no other contribution may take one. Call it under the lock. Raises
    ValueError if too many are missing.
    """
    numbers = missing_numbers(contributions)
    if len(numbers) > MAX_TOMBSTONES:
        raise ValueError(f"{len(numbers)} rows are missing: restore them from a backup")
    for number in numbers:
        tombstone = new_tombstone(contributions.model, author, _time_of_gap(contributions, number))
        tombstone.conversation, tombstone.number = conversation, number
        tombstone.changed = conversation.next_mark()
        tombstone.save(force_insert=True)
    conversation.save()


def new_tombstone(model: Any, author: Member, at: datetime) -> Any:
    """A deleted contribution without text, which is not stored yet."""
    return model(
        author=author,
        nonce=uuid.uuid4(),
        source="",
        html="",
        markup_version=markup.VERSION,
        language="en",
        created_at=at,
        deleted_at=timezone.now(),
    )


def _time_of_gap(contributions: "QuerySet[Any]", number: int) -> datetime:
    """Not before the contribution in front of the gap: numbers grow with time."""
    before = contributions.filter(number__lt=number).order_by("-number")
    after = contributions.filter(number__gt=number).order_by("number")
    neighbour = before.first() or after.first()
    return neighbour.created_at if neighbour else timezone.now()


def find_old_html(contributions: "QuerySet[Any]", noun: str) -> Iterator[Problem]:
    """Contributions whose HTML an older version of the markup made (decision 6)."""
    old = contributions.filter(markup_version__lt=markup.VERSION)
    for pk, version in old.values_list("pk", "markup_version"):
        yield Problem(pk, f"{noun} {pk} has HTML of markup version {version}")


def rerender_with(model: Any, rerender: Callable[[Contribution], None]) -> Callable[[Any], None]:
    def repair(key: int) -> None:
        rerender(model.objects.select_related(model.conversation_field).get(pk=key))

    return repair


def locked_repair(
    conversations: Callable[[], Any], repair: Callable[[Any], None]
) -> Callable[[Any], None]:
    """`repair`, called with the conversation under its row lock, in one transaction."""

    def repair_under_lock(key: int) -> None:
        with transaction.atomic(durable=True):
            repair(conversations().locked(key))

    return repair_under_lock
