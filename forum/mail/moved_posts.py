"""E-mails follow the posts that were moved to another topic (decision 95)."""

from django.db import transaction

from forum.mail.incoming.models import ReplyKey
from forum.mail.models import MailItem, PlaceChoice
from forum.topics.events import PostsMoved, TopicMerged


def move_mail(event: PostsMoved) -> None:
    """Waiting e-mails lead to the new place, and choices for the topic count there, too.

    An answer to an old e-mail of a merged topic goes to the other one. Safe to repeat.
    """
    _move_waiting(event)
    _copy_choices(event)
    if isinstance(event, TopicMerged):
        ReplyKey.objects.filter(topic=event.topic_id).update(topic=event.target_id)


@transaction.atomic(durable=True)
def _move_waiting(event: PostsMoved) -> None:
    new_numbers = event.new_number_by_old
    waiting = MailItem.objects.waiting().filter(topic=event.topic_id, attempts=0)
    rows = [item for item in waiting.select_for_update() if item.number in new_numbers]
    there = MailItem.objects.filter(
        topic=event.target_id, member__in={row.member_id for row in rows}
    )
    known = set(there.values_list("member", "number"))
    moved = [row for row in rows if (row.member_id, new_numbers[row.number]) not in known]
    for row in moved:
        row.topic_id, row.number = event.target_id, new_numbers[row.number]
    MailItem.objects.bulk_update(moved, ["topic", "number"], batch_size=200)


def _copy_choices(event: PostsMoved) -> None:
    choices = PlaceChoice.objects.filter(topic=event.topic_id)
    copies = [
        PlaceChoice(member_id=member_id, topic_id=event.target_id, when=when)
        for member_id, when in choices.values_list("member", "when")
    ]
    PlaceChoice.objects.bulk_create(copies, ignore_conflicts=True)
