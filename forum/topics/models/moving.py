"""Move posts to the end of another topic (decision 95).

A moved post keeps its row, and so its revisions, reactions, reports, bookmarks and files. A
placeholder without text keeps its number in the topic that it left, and leads to it.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from forum.contributions.models import REMOVED
from forum.topics.models.posts import Post
from forum.topics.models.topics import COMMUNITY_COLUMNS, MAX_ANSWER_LINKS, Topic

BATCH = 500  # rows in one insert
_COLUMNS = (
    *("pk", "number", "reply_to", "author_id", "author__community", "created_at", "language"),
    *("markup_version", "deleted_at", "hidden_at"),
)
_MOVE_SQL = """
    UPDATE topics_post
    SET topic_id = %s, number = %s, changed = %s, reply_to = %s, answers = %s, answer_count = %s
    WHERE id = %s
"""


def movable_numbers(topic: Topic) -> list[int]:
    """The numbers of the posts that are still in `topic`, removed ones too, in order."""
    posts = topic.posts.filter(moved_to=None).order_by("number")
    return list(posts.values_list("number", flat=True))


def move_posts(source: Topic, target: Topic, numbers: Collection[int], *, by_id: int) -> int:
    """Move the posts with these numbers, in their order. Returns the first new number.

    Both topics are locked. Both take a change mark at the end, and are saved.
    """
    answer = source.accepted_number if source.accepted_number in numbers else None
    if answer:
        source.accept_answer(None)
    rows = _rows(source, numbers)
    first = target.last_number + 1
    new_numbers = {row.number: first + index for index, row in enumerate(rows)}
    replies = _replies_by_parent(source)
    _move_rows(target, rows, new_numbers, replies)
    _insert_placeholders(source, rows, new_numbers, replies, by_id=by_id)
    _unlink_moved_replies(source, rows, new_numbers, replies)
    target.last_number += len(rows)
    for row in rows:
        if column := COMMUNITY_COLUMNS.get(row.author__community):
            setattr(target, column, True)
    if answer and target.is_question and not target.accepted_number:
        target.accept_answer(target.posts.get(number=new_numbers[answer]))
    source.recount()
    target.recount()
    return first


def _rows(source: Topic, numbers: Collection[int]) -> list[Any]:
    wanted = set(numbers)
    posts = source.posts.filter(moved_to=None, number__range=(min(wanted), max(wanted)))
    rows = posts.order_by("number").values_list(*_COLUMNS, named=True)
    return [row for row in rows if row.number in wanted]


def _replies_by_parent(topic: Topic) -> dict[int, list[int]]:
    """The numbers of the replies to each post that are shown, in order."""
    shown = topic.posts.filter(reply_to__isnull=False).exclude(REMOVED).order_by("number")
    replies: dict[int, list[int]] = defaultdict(list)
    for number, parent in shown.values_list("number", "reply_to"):
        replies[parent or 0].append(number)
    return replies


def _move_rows(
    target: Topic, rows: list[Any], new_numbers: dict[int, int], replies: dict[int, list[int]]
) -> None:
    """One statement for each row: the ORM would take ten times as long."""
    answers_field = Post._meta.get_field("answers")
    values = []
    for row in rows:
        answers = [new_numbers[number] for number in replies[row.number] if number in new_numbers]
        links = answers_field.get_db_prep_save(answers[:MAX_ANSWER_LINKS], connection)
        place = (target.pk, new_numbers[row.number], target.next_mark())
        values.append((*place, new_numbers.get(row.reply_to), links, len(answers), row.pk))
    with connection.cursor() as cursor:
        cursor.executemany(_MOVE_SQL, values)


def _insert_placeholders(
    source: Topic,
    rows: list[Any],
    new_numbers: dict[int, int],
    replies: dict[int, list[int]],
    *,
    by_id: int,
) -> None:
    """They are removed in both ways, so that neither their author nor a facilitator shows them."""
    now = timezone.now()
    placeholders = []
    for row in rows:
        answers = [number for number in replies[row.number] if number not in new_numbers]
        placeholder = Post(
            topic=source,
            number=row.number,
            changed=source.next_mark(),
            nonce=uuid.uuid4(),
            author_id=row.author_id,
            language=row.language,
            markup_version=row.markup_version,
            created_at=row.created_at,
            reply_to=row.reply_to,
            answers=answers[:MAX_ANSWER_LINKS],
            answer_count=len(answers),
            deleted_at=now,
            hidden_at=now,
            hidden_by_id=by_id,
            moved_to_id=row.pk,
        )
        placeholders.append(placeholder)
    Post.objects.bulk_create(placeholders, batch_size=BATCH)


def _unlink_moved_replies(
    source: Topic, rows: list[Any], new_numbers: dict[int, int], replies: dict[int, list[int]]
) -> None:
    """Posts that stay do not link to replies that left."""
    moved_replies = [row for row in rows if not row.deleted_at and not row.hidden_at]
    parents = {row.reply_to for row in moved_replies if row.reply_to} - new_numbers.keys()
    for number in sorted(parents):
        parent = source.posts.filter(number=number).first()
        if parent:
            answers = [reply for reply in replies[number] if reply not in new_numbers]
            links = answers[:MAX_ANSWER_LINKS]
            source.save_change(parent, answers=links, answer_count=len(answers))
