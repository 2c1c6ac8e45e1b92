"""Drafts follow the posts that were moved to another topic (decision 95)."""

from django.db import transaction

from forum.drafts.models import Draft
from forum.topics.events import PostsMoved, TopicMerged


def move_drafts(event: PostsMoved) -> None:
    """Drafts of edits, and of replies to a merged topic. A draft at the new place comes first.

    The text then stays at the old place, where "Drafts" still lists a reply. Safe to repeat.
    """
    new_numbers = event.new_number_by_old
    prefix = f"edit:/topics/{event.topic_id}/"
    edits = Draft.objects.filter(closed=False, place__startswith=prefix)
    for key, place in list(edits.values_list("pk", "place")):
        number = new_numbers.get(int(place.removeprefix(prefix)))
        if number:
            _move(key, f"edit:/topics/{event.target_id}/{number}", new_numbers)
    if isinstance(event, TopicMerged):
        replies = Draft.objects.filter(closed=False, place=f"topic:{event.topic_id}")
        for key in list(replies.values_list("pk", flat=True)):
            _move(key, f"topic:{event.target_id}", new_numbers)


@transaction.atomic(durable=True)
def _move(key: int, place: str, new_numbers: dict[int, int]) -> None:
    draft = Draft.objects.select_for_update(no_key=True).get(pk=key)
    there = Draft.objects.filter(member=draft.member_id, place=place)
    if draft.closed or there.filter(closed=False).exists():
        return
    there.delete()
    parent = draft.fields.get("reply_to", "")
    if parent.isdigit() and int(parent) in new_numbers:
        draft.fields["reply_to"] = str(new_numbers[int(parent)])
    draft.place = place
    draft.save(update_fields=["place", "fields"])
    Draft.objects.update_draft_places(draft.member_id)
