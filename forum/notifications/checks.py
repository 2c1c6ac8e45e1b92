"""The checks of notifications."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.chat.models import Message
from forum.notifications.kinds import ABOUT_ACCOUNT
from forum.notifications.models import Notification
from forum.topics.models import Post


def find_without_target(notifications: "QuerySet[Notification]") -> Iterator[Problem]:
    """Notifications about a post or message that does not exist: their link leads nowhere."""
    post = Post.objects.filter(topic=OuterRef("topic"), number=OuterRef("number"))
    message = Message.objects.filter(room=OuterRef("room"), number=OuterRef("number"))
    with_target = notifications.exclude(ABOUT_ACCOUNT)
    lost = with_target.exclude(Exists(post)).exclude(Exists(message))
    for pk, topic_id, room_id, number in lost.values_list("pk", "topic", "room", "number"):
        place = f"post {topic_id}" if topic_id else f"message {room_id}"
        yield Problem(pk, f"Notification {pk} is about {place}/{number}, which is missing")


def find_of_closed_accounts(notifications: "QuerySet[Notification]") -> Iterator[Problem]:
    return problem_of_each(
        notifications.filter(member__closed_at__isnull=False),
        "Notification {pk} is for member {member}, but this account is closed",
    )


def _delete(keys: list[int]) -> None:
    Notification.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "notification-targets",
        rows=Notification.objects.all,
        find=find_without_target,
        repair=_delete,
        repair_sentence="deletes the notification",
    ),
    RowCheck(
        "notifications-of-closed-accounts",
        rows=Notification.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the notification",
        is_eventual=True,
    ),
]
