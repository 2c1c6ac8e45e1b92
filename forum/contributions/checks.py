"""The checks that topics with posts and rooms with messages share: numbers and change marks.

The checks of their HTML are in html_checks.py.
"""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum import markup
from forum.contributions.actions import ContributionActions

MAX_TOMBSTONES = 1_000  # in one conversation; more missing rows need a person and a backup


def number_checks(actions: ContributionActions, *, least: int = 0) -> list[RowCheck]:
    """least: how many contributions every conversation has."""
    model = actions.model
    noun, place = model._meta.verbose_name_raw, model.conversation_field
    return [
        RowCheck(
            f"{place}-numbers",
            rows=actions.conversations,
            find=partial(_find_wrong_numbers, model),
            repair=repair_under_lock(actions.conversations, partial(_repair_numbers, model)),
            repair_sentence=f"stores the numbers of its {noun}s",
        ),
        RowCheck(
            f"{place}-gaps",
            rows=actions.conversations,
            find=partial(_find_gaps, model, least),
            repair=repair_under_lock(actions.conversations, partial(_fill_gaps, model, least)),
            repair_sentence=f"stores a deleted {noun} without text for each missing number",
        ),
    ]


def last_time_check(actions: ContributionActions, name: str, *, column: str) -> RowCheck:
    """Whether `column` of each conversation has the time of its last contribution."""
    noun = actions.model._meta.verbose_name_raw
    return RowCheck(
        name,
        rows=actions.conversations,
        find=partial(_find_wrong_times, actions.model, column),
        repair=repair_under_lock(
            actions.conversations, partial(_repair_time, actions.model, column)
        ),
        repair_sentence=f"stores the time of its last {noun}",
    )


def repair_under_lock(
    conversations: Callable[[], Any], repair: Callable[[Any], object]
) -> Callable[[list[Any]], None]:
    """Call `repair` with each conversation under its row lock, in one transaction each."""

    def repair_one(key: int) -> None:
        with transaction.atomic(durable=True):
            repair(conversations().locked(key))

    return one_by_one(repair_one)


def first_value(rows: "QuerySet[Any]", column: str) -> Subquery:
    """`column` of the first of `rows`. A subquery, so that one statement sees one moment."""
    return Subquery(rows.values(column)[:1])


def count_of(rows: "QuerySet[Any]", group: str) -> Coalesce:
    """How many `rows` there are. group: the field that they all have in common."""
    counted = rows.order_by().values(group).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _most_of(rows: "QuerySet[Any]", group: str, column: str) -> Coalesce:
    """The highest `column` of `rows`, or 0."""
    most = rows.order_by().values(group).annotate(most=Max(column)).values("most")
    return Coalesce(Subquery(most), 0)


def _find_wrong_numbers(model: Any, conversations: "QuerySet[Any]") -> Iterator[Problem]:
    """Conversations with a last number or change mark that is not that of their contributions.

    A low one refuses everything that members write there. A mark may be higher: changes of the
    title take marks too.
    """
    noun, place = model._meta.verbose_name_raw, model.conversation_field
    own = _contributions(model, OuterRef("pk"))
    counted = conversations.annotate(
        highest=_most_of(own, place, "number"), highest_mark=_most_of(own, place, "changed")
    )
    name = f"{_in_words(place)} {{pk}}"
    yield from problem_of_each(
        counted.exclude(last_number=F("highest")),
        f"{name} has the last number {{last_number}}, but its last {noun} has {{highest}}",
    )
    yield from problem_of_each(
        counted.filter(last_number=F("highest"), last_mark__lt=F("highest_mark")),
        f"{name} has change mark {{last_mark}}, but one of its {noun}s has {{highest_mark}}",
    )


def _in_words(place: str) -> str:
    """Such as "Private conversation" for private_conversation."""
    return place.replace("_", " ").capitalize()


def _repair_numbers(model: Any, conversation: Any) -> None:
    own = _contributions(model, conversation)
    most = own.aggregate(number=Max("number"), mark=Max("changed"))
    conversation.last_number = most["number"] or 0
    conversation.last_mark = max(conversation.last_mark, most["mark"] or 0)
    conversation.next_mark()  # open pages and cached pages show the old numbers
    conversation.save()


def _find_wrong_times(model: Any, column: str, conversations: "QuerySet[Any]") -> Iterator[Problem]:
    """Conversations that lists put in the wrong place, or that do not count as active."""
    noun, place = model._meta.verbose_name_raw, model.conversation_field
    last = _contributions(model, OuterRef("pk")).order_by("-number")
    with_last = conversations.annotate(right_time=first_value(last, "created_at"))
    return problem_of_each(
        with_last.exclude(right_time=None).exclude(right_time=F(column)),
        f"{_in_words(place)} {{pk}} has its last {noun} at {{{column}}},"
        " but it was at {right_time}",
    )


def _repair_time(model: Any, column: str, conversation: Any) -> None:
    if last := _contributions(model, conversation).order_by("-number").first():
        setattr(conversation, column, last.created_at)
        conversation.save(update_fields=[column])


def _find_gaps(model: Any, least: int, conversations: "QuerySet[Any]") -> Iterator[Problem]:
    """Conversations with fewer contributions than the highest number: rows are missing."""
    noun, place = model._meta.verbose_name_raw, model.conversation_field
    own = _contributions(model, OuterRef("pk"))
    counted = conversations.annotate(
        highest=_most_of(own, place, "number"), row_count=count_of(own, place)
    )
    for pk, highest, row_count in counted.values_list("pk", "highest", "row_count"):
        expected = max(highest, least)
        if row_count != expected:
            missing = f"{expected - row_count} of its {expected} {noun}s"
            yield Problem(pk, f"{_in_words(place)} {pk} lacks {missing}")


def _fill_gaps(model: Any, least: int, conversation: Any) -> None:
    """Store a deleted contribution without text for each missing number.

    Numbers are addresses, so no other contribution may take one. Raises ValueError if too many are
    missing.
    """
    own = _contributions(model, conversation)
    present = set(own.values_list("number", flat=True))
    numbers = sorted(set(range(1, max(present, default=least) + 1)) - present)
    if len(numbers) > MAX_TOMBSTONES:
        raise ValueError(f"{len(numbers)} rows are missing: restore them from a backup")
    for number in numbers:
        tombstone = _new_tombstone(own, conversation, number)
        tombstone.changed = conversation.next_mark()
        tombstone.save(force_insert=True)
        conversation.last_number = max(conversation.last_number, number)
    conversation.save()


def _contributions(model: Any, conversation: Any) -> "QuerySet[Any]":
    own: QuerySet[Any] = model.objects.filter(**{model.conversation_field: conversation})
    return own


def _new_tombstone(own: "QuerySet[Any]", conversation: Any, number: int) -> Any:
    """A deleted contribution without text, which is not stored yet.

    It gets author and time of its neighbour, because nobody knows its own. Its time is not before
    that of the contribution in front of it: numbers grow with time.
    """
    before = own.filter(number__lt=number).order_by("-number")
    neighbour = before.first() or own.order_by("number").first()
    return own.model(
        **{own.model.conversation_field: conversation},
        number=number,
        author_id=neighbour.author_id if neighbour else _author_of(conversation),
        created_at=neighbour.created_at if neighbour else timezone.now(),
        deleted_at=timezone.now(),
        nonce=uuid.uuid4(),
        markup_version=markup.VERSION,
        language="en",
    )


def _author_of(conversation: Any) -> int:
    """A room has no author."""
    author_id = getattr(conversation, "author_id", None)
    return author_id or Member.objects.administrators()[0].pk
