"""The database, not a look before an insert, holds one notification for a member and a post."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from forum.notifications.models import Notification
from tests import factories as make

ONCE_FOR_A_TEXT = {"notification_post_once", "notification_message_once"}
once_for_a_post = import_module("forum.notifications.migrations.0003_once_for_a_post")


def stored() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("pk")
    return [(row.stream_name.partition(":")[0], row.kind) for row in rows]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("kinds", [("reply", "mention"), ("watched", "reply")])
def test_two_workers_cannot_notify_a_member_twice_of_one_contribution(kinds):
    """Both workers see no notification yet, and both write one."""
    ana, topic = make.member("ana"), make.topic()
    for place in ({"topic": topic}, {"room": make.room(topic)}):
        for kind in kinds:
            row = Notification(member=ana, kind=kind, number=1, by=topic.author, **place)
            Notification.objects.bulk_create([row], ignore_conflicts=True)
    assert stored() == [("topic", kinds[0]), ("room", kinds[0])]


@pytest.mark.usefixtures("database")
def test_the_migration_keeps_the_first_of_two_notifications():
    ana, topic = make.member("ana"), make.topic()
    room = make.room(topic)
    once = [each for each in Notification._meta.constraints if each.name in ONCE_FOR_A_TEXT]
    with connection.schema_editor() as editor:
        for each in once:
            editor.remove_constraint(Notification, each)
    for kind in ("reply", "mention", "note"):
        for place in ((topic.pk, None), (None, room.pk)):
            _insert(ana.pk, kind, *place, 1, topic.author_id)
    _insert(ana.pk, "mention", topic.pk, None, 2, topic.author_id)
    with connection.schema_editor() as editor:
        once_for_a_post.delete_duplicates(apps, editor)
    with connection.schema_editor() as editor:
        for each in once:
            editor.add_constraint(Notification, each)
    assert sorted(stored()) == [
        ("room", "note"),
        ("room", "reply"),
        ("topic", "mention"),
        ("topic", "note"),
        ("topic", "reply"),
    ]


def _insert(*values: Any) -> None:
    """Insert a row as the release before the migration did."""
    columns = "member_id, kind, topic_id, room_id, number, by_id, text, created_at"
    created_at = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO notifications_notification ({columns}) "
            "VALUES (%s, %s, %s, %s, %s, %s, '', %s)",
            [*values, created_at],
        )
