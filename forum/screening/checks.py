"""The checks of texts that wait."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.screening.models import HeldPost
from forum.screening.reasons import State
from forum.topics.models import Post


def find_published(held: "QuerySet[HeldPost]") -> Iterator[Problem]:
    """Texts that wait, although their form was sent again and published."""
    same_form = Post.objects.filter(author=OuterRef("author"), nonce=OuterRef("nonce"))
    return problem_of_each(
        held.filter(Exists(same_form), state=State.WAITING),
        "Text {pk} waits for a facilitator, but it is published",
    )


def _mark_published(keys: list[int]) -> None:
    for held in HeldPost.objects.filter(pk__in=keys, state=State.WAITING):
        post = Post.objects.with_nonce(held.author, held.nonce)
        if post:
            held.state, held.post, held.source = State.PUBLISHED, post, ""
            held.decided_at = timezone.now()
            held.save()


def find_of_closed_accounts(held: "QuerySet[HeldPost]") -> Iterator[Problem]:
    return problem_of_each(
        held.filter(author__closed_at__isnull=False),
        "Text {pk} waits for a facilitator, but the account of its author is closed",
    )


def _delete(keys: list[int]) -> None:
    HeldPost.objects.filter(pk__in=keys, author__closed_at__isnull=False).delete()


CHECKS = [
    RowCheck(
        "held-posts-published",
        rows=HeldPost.objects.all,
        find=find_published,
        repair=_mark_published,
        repair_sentence="marks it as published",
        batch=100,
    ),
    RowCheck(
        "held-posts-of-closed-accounts",
        rows=HeldPost.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the text",
        is_eventual=True,
        batch=100,
    ),
]
