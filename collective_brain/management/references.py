"""The checks of foreign keys: rows that refer to a row that is missing.

Databases refuse this, except after a restored backup of some tables, a repair by hand, or with
SQLite's foreign keys switched off. No text is deleted: what posts and messages belong to is created
again, empty. What only accompanied the missing row is deleted.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CASCADE, Exists, ForeignKey, Model, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.chat.models import Message, Room
from forum.themes.models import Theme
from forum.topics.models import Post, Topic


def reference_checks() -> list[RowCheck]:
    """A check of each foreign key of each table. Those of restored rows come first: a topic that
    is created again needs its author.
    """
    fields = [field for model in apps.get_models() for field in _foreign_keys(model)]
    restored = list(_RESTORERS)
    order = {model: restored.index(model) for model in restored}
    fields.sort(key=lambda f: order[f.related_model] if _is_restored(f) else len(order))
    return [_check(field) for field in fields]


def _foreign_keys(model: type[Model]) -> list[Any]:
    tables: list[Any] = [model]
    tables += [relation.remote_field.through for relation in model._meta.local_many_to_many]
    return [
        field
        for table in tables
        for field in table._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and table._meta.managed
    ]


def _check(field: Any) -> RowCheck:
    sentence, repair = _repair_of(field)
    return RowCheck(
        "references",
        rows=field.model._base_manager.all,
        find=partial(_find_orphans, field),
        repair=repair,
        repair_sentence=sentence,
        batch=500,
    )


def _find_orphans(field: Any, rows: "QuerySet[Any]") -> Iterator[Problem]:
    table, parent = field.model._meta.db_table, field.related_model._meta.model_name
    return problem_of_each(
        _orphans(field, rows),
        f"Row {{pk}} of table {table} refers to {parent} {{{field.attname}}}, which is missing",
    )


def _orphans(field: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    parents = field.related_model._base_manager.filter(
        **{field.target_field.attname: OuterRef(field.attname)}
    )
    return rows.filter(~Exists(parents), **{f"{field.attname}__isnull": False})


def _is_restored(field: Any) -> bool:
    """Whether the rows are worth more than what they belong to."""
    if field.related_model not in _RESTORERS:
        return False
    is_protected = field.remote_field.on_delete is not CASCADE and not field.null
    return is_protected or field.model is Room


def _repair_of(field: Any) -> tuple[str, Callable[[list[Any]], None]]:
    """What repairs the orphans of `field`, as a sentence and as a function."""
    if _is_restored(field):
        restore = partial(_restore_parents, field, _RESTORERS[field.related_model])
        return "creates the missing row again, without its contents", restore
    if field.remote_field.on_delete is CASCADE:
        return "deletes the row", partial(_delete, field)
    if field.null:
        return "empties the field", partial(_empty, field)
    return "cannot repair this, so restore it from a backup", _refuse


def _restore_parents(field: Any, restore: Callable[[Any, Any], Any], keys: list[Any]) -> None:
    rows = _orphans(field, field.model._base_manager.filter(pk__in=keys)).order_by("pk")
    for key in list(rows.values_list("pk", flat=True)):
        with transaction.atomic(durable=True):
            row = rows.filter(pk=key).first()  # another row may have restored the parent
            if row:
                restore(getattr(row, field.attname), row)


def _delete(field: Any, keys: list[Any]) -> None:
    _orphans(field, field.model._base_manager.filter(pk__in=keys)).delete()


def _empty(field: Any, keys: list[Any]) -> None:
    rows = _orphans(field, field.model._base_manager.filter(pk__in=keys))
    rows.update(**{field.attname: None})


def _refuse(_keys: list[Any]) -> None:
    raise ValueError("restore the missing rows from a backup")


# --- rows that are created again; the checks of topics and rooms then count them ---


def _restore_member(pk: int, _row: Model) -> None:
    """A closed account, which pages call a former member."""
    Member.objects.create(
        pk=pk,
        email=f"closed-{pk}@invalid",
        password="!",
        is_active=False,
        closed_at=timezone.now(),
    )


def _restore_theme(pk: int, _row: Model | None = None) -> Theme:
    return Theme.objects.create(
        pk=pk, slug=f"recovered-{pk}", name=f"Recovered {pk}", description="-"
    )


def _restore_topic(pk: int, row: Model) -> None:
    """A hidden topic, so that a facilitator can look before everybody sees it."""
    author_id = row.author_id if isinstance(row, Post) else _administrator().pk
    _create_hidden_topic(f"Recovered topic {pk}", author_id, pk=pk)


def _restore_room(pk: int, row: Model) -> None:
    """A room beside a hidden topic, because nothing says where the room was."""
    author_id = row.author_id if isinstance(row, Message) else _administrator().pk
    topic = _create_hidden_topic(f"Recovered room {pk}", author_id)
    Room.objects.create(pk=pk, topic=topic)


def _create_hidden_topic(title: str, author_id: int, **fields: Any) -> Topic:
    topic = Topic(
        theme=Theme.objects.first() or _restore_theme(1),
        author_id=author_id,
        language="en",
        hidden_at=timezone.now(),
        **fields,
    )
    topic.set_title(title)
    topic.save(force_insert=True)
    return topic


def _administrator() -> Member:
    """Somebody must be the author of what nobody knows the author of."""
    return Member.objects.administrators().first() or Member.objects.order_by("pk")[0]


_RESTORERS: dict[Any, Callable[[Any, Any], Any]] = {
    Member: _restore_member,
    Theme: _restore_theme,
    Topic: _restore_topic,
    Room: _restore_room,
}
