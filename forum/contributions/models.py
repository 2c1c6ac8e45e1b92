"""The numbered, changeable, repeat-safe row, written once for posts and messages (decisions 1 and 2).

A Line (a topic, a room) counts its items and its changes; an Item (a post, a message) has a dense
`number` in its line, its permanent address, and the mark of its last change in `changed`.
"""

from datetime import timedelta
from html import unescape
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from collective_brain.errors import Refused

EDITED_SHOWS_AFTER = timedelta(minutes=5)
GONE = Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False)

ItemT = TypeVar("ItemT", bound="Item")
LineT = TypeVar("LineT", bound="Line")


class LineQuerySet(models.QuerySet[LineT]):
    def locked(self, pk: int) -> LineT:
        """The line under its row lock; other rows may still point to it (decision 13)."""
        return self.select_for_update(of=("self",), no_key=True).get(pk=pk)


class Line(models.Model):
    """What items are numbered in; changed only under its row lock."""

    last_number = models.PositiveIntegerField(default=0, editable=False)
    last_mark = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def next_mark(self) -> int:
        self.last_mark += 1
        return self.last_mark

    def insert(self, item: ItemT) -> ItemT:
        """Store `item` under the next number and mark. Refused: its nonce was used elsewhere meanwhile."""
        self.last_number += 1
        item.number = self.last_number
        item.changed = self.next_mark()
        try:
            with (
                transaction.atomic()
            ):  # a savepoint: PostgreSQL ends the transaction on a broken rule
                item.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(used_elsewhere()) from error
        return item

    def stamp(self, item: "Item", **changes: Any) -> None:
        """Store `changes` of `item` under the next mark."""
        item.changed = self.next_mark()
        for field, value in changes.items():
            setattr(item, field, value)
        item.save(update_fields=["changed", *changes])


class ItemQuerySet(models.QuerySet[ItemT]):
    def for_reading(self) -> Self:
        """For pages: `body` instead of source and HTML, and neither of what is deleted or hidden."""
        gone = When(GONE, then=Value("", output_field=models.TextField()))
        return self.defer("source", "html").annotate(body=Case(gone, default=F("html")))

    def mentioning(self, handle: str) -> Self:
        """Those whose text names @handle, also in an earlier version. Reads every row: for rare acts."""
        named = Q(source__icontains=f"@{handle}")
        if hasattr(self.model, "revisions"):
            named |= Q(revisions__source__icontains=f"@{handle}")
        return self.filter(named).distinct().order_by("pk")

    def sent_with(self, author: Any, nonce: Any) -> ItemT | None:
        return self.filter(author_id=author.pk, nonce=nonce).first()


class Item(models.Model):
    """A post or a message. Its rows are never deleted: what is gone stays as an empty tombstone."""

    body: str  # from for_reading()

    number = models.PositiveIntegerField(editable=False)
    changed = models.PositiveBigIntegerField(editable=False)
    nonce = models.UUIDField(editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    source = models.TextField(editable=False)
    html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    hidden_why = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "nonce"], name="%(class)s_sent_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def is_gone(self) -> bool:
        return bool(self.deleted_at or self.hidden_at)

    @property
    def shows_edited(self) -> bool:
        return bool(self.edited_at and self.edited_at - self.created_at > EDITED_SHOWS_AFTER)

    def if_same(self, line: Line, source: str) -> Self:
        """This item, which a repeat of its nonce asks for again. Refused: another text or place."""
        if self.line.pk != line.pk or self.source != source:
            raise Refused(used_elsewhere())
        return self

    @property
    def text(self) -> str:
        """The words of `body`, from for_reading(), in one line."""
        return " ".join(unescape(strip_tags(self.body)).split())

    @property
    def line(self) -> Line:
        """The topic or room this item is numbered in."""
        raise NotImplementedError


def used_elsewhere() -> str:
    return _(
        "This form was already sent with another text. Your text is kept: please send it again."
    )
