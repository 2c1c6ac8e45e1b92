"""The checks of drafts."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one
from forum.drafts import actions
from forum.drafts.models import Draft


def find_wrong_places(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members with a list of places that differs from their drafts: no page shows a draft that is
    not listed.
    """
    open_drafts = Draft.objects.filter(member__in=members, closed=False)
    places: dict[int, list[str]] = {}
    for member_id, place in open_drafts.order_by("pk").values_list("member", "place"):
        places.setdefault(member_id, []).append(place)
    for pk, listed in members.values_list("pk", "draft_places"):
        if sorted(listed) != sorted(places.get(pk, [])):
            yield Problem(pk, f"Member {pk} has a wrong list of drafts")


def find_sent_drafts(drafts: "QuerySet[Draft]") -> Iterator[Problem]:
    """Open drafts of a form that was sent: its nonce is used, so the site refuses the text."""
    for draft in drafts.filter(closed=False):
        if actions.was_sent(draft):
            sentence = f"Draft {draft.pk} belongs to a form that was already sent"
            yield Problem(draft.pk, sentence, draft.sequence)


def _list_places(member_id: int) -> None:
    with transaction.atomic(durable=True):
        Draft.objects.update_draft_places(member_id)


CHECKS = [
    RowCheck(
        "draft-places",
        rows=Member.objects.all,
        find=find_wrong_places,
        repair=one_by_one(_list_places),
        repair_sentence="writes the list again",
    ),
    RowCheck(
        "sent-drafts",
        rows=Draft.objects.all,
        find=find_sent_drafts,
        repair=one_by_one(actions.release_sent_draft),
        repair_sentence="closes the draft, or lets the member send its other text",
        is_eventual=True,
    ),
]
