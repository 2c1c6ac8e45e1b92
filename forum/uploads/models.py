"""Uploaded files, and the texts that use them."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum import markup
from forum.uploads import hooks
from forum.uploads.file_names import MAX_LENGTH
from forum.uploads.file_types import KINDS, Kind

KEEP_UNUSED = timedelta(days=2)
KEEP_PARTIAL = timedelta(days=1)
MAX_ALT = 300  # characters
TEXTS = ("post", "message", "private_note")  # the columns of UploadUse
KEY_LENGTH = 32  # hexadecimal digits: 128 bits, so nobody guesses the address of a file


def new_key() -> str:
    return secrets.token_hex(KEY_LENGTH // 2)


def file_storage() -> Storage:
    return storages["uploads"]


class State(models.TextChoices):
    READY = "ready", pgettext_lazy("state of a file", "ready")
    QUARANTINED = "quarantined", pgettext_lazy("state of a file", "waits for the virus scanner")
    REFUSED = "refused", pgettext_lazy("state of a file", "refused by the virus scanner")


class UploadQuerySet(models.QuerySet["Upload"]):
    def readable_by(self, member: Any) -> "UploadQuerySet":
        """The files that `member` may read: own ones, and those of texts that they may read."""
        uses = UploadUse.objects.filter(hooks.visible_uses(member), upload=OuterRef("pk"))
        readable = Q(Exists(uses))
        if member.pk:
            readable |= Q(owner=member.pk)
        return self.filter(readable, state=State.READY)

    def own(self, member: Any) -> "UploadQuerySet":
        return self.filter(owner=member.pk).order_by("-pk")

    def stored_bytes_of(self, member_id: int) -> int:
        used = self.filter(owner=member_id).exclude(state=State.REFUSED)
        return used.aggregate(total=Sum("size"))["total"] or 0

    def pictures(self, keys: Iterable[str]) -> dict[str, markup.Picture]:
        """The pictures with these keys, for markup. No query for a text without files."""
        keys = list(keys)
        if not keys:
            return {}
        rows = self.filter(key__in=keys).exclude(state=State.REFUSED).exclude(thumbnail="")
        sizes = rows.values_list("key", "width", "height")
        return {key: markup.Picture(width, height) for key, width, height in sizes}

    def unused(self) -> "UploadQuerySet":
        """Files that no text uses, and that are older than somebody needs to write one."""
        before = timezone.now() - KEEP_UNUSED
        uses = UploadUse.objects.filter(upload=OuterRef("pk")).of_lasting_texts(before)
        return self.filter(~Exists(uses), created_at__lt=before).order_by("pk")


class Upload(models.Model):
    """A file of `owner`, checked and stored. Its address contains `key`."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    name = models.CharField(max_length=MAX_LENGTH, editable=False)
    kind = models.CharField(max_length=8, editable=False)  # of file_types.KINDS
    size = models.PositiveBigIntegerField(editable=False)  # bytes, with the thumbnail
    sha256 = models.CharField(max_length=64, editable=False)
    # Pixels; 0 for what is not a picture.
    width = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    height = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    alt = models.CharField(_("Description"), max_length=MAX_ALT, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    state = models.CharField(max_length=11, choices=State, default=State.READY, editable=False)
    # Names in the storage "uploads"; the thumbnail of a file that is no picture is "".
    file = models.CharField(max_length=100, editable=False)
    thumbnail = models.CharField(max_length=100, blank=True, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("uploads:upload", args=[self.key])

    @property
    def url(self) -> str:
        return reverse("uploads:file", args=[self.key, self.name])

    @property
    def thumbnail_url(self) -> str:
        return markup.thumbnail_url(self.key) if self.thumbnail else ""

    @property
    def shown_size(self) -> tuple[int, int]:
        return markup.Picture(self.width, self.height).shown_size

    @property
    def kind_of_file(self) -> Kind:
        return KINDS[self.kind]

    @property
    def markdown(self) -> str:
        """What shows the file in a text. The name of a file does not say what a picture shows."""
        if self.thumbnail:
            return "!" + markup.markdown_link(self.alt, self.url)
        return markup.markdown_link(self.name, self.url)

    @property
    def is_waiting(self) -> bool:
        return self.state == State.QUARANTINED

    @property
    def is_refused(self) -> bool:
        return self.state == State.REFUSED

    def is_used(self) -> bool:
        """Whether a text needs the file. An author may restore a deleted text for a while."""
        return self.uses.of_lasting_texts(timezone.now() - KEEP_UNUSED).exists()

    def forget_owner(self) -> None:
        """Erase what the owner wrote about the file, after the account was closed."""
        self.name, self.alt = f"file{self.kind_of_file.extension}", ""
        self.save(update_fields=["name", "alt"])

    def storage_names(self) -> list[str]:
        return [name for name in (self.file, self.thumbnail) if name]


def _of_one_text_q() -> Q:
    """Exactly one of the columns TEXTS has a value."""
    return reduce(
        or_, [Q(**{f"{other}__isnull": other != text for other in TEXTS}) for text in TEXTS]
    )


class UploadUseQuerySet(models.QuerySet["UploadUse"]):
    def replace(
        self, text: dict[str, Any], keys: set[str], *, owner_ids: set[int], may_have_some: bool
    ) -> None:
        """Store which files a post or message uses, in the transaction that stores its text.

        Only files of its author and of who edits it count, and those that it used before: a text
        that repeats the address of somebody else's file does not show it to more readers, and does
        not keep it.

        text: {"post": …}, or another of TEXTS. may_have_some: whether its earlier text may have
        used a file. A text without files costs no query.
        """
        used_before: list[int] = []
        if may_have_some:
            stored = self.filter(**text)
            used_before = list(stored.values_list("upload", flat=True))
            stored.delete()
        if keys:
            may_use = Q(owner__in=owner_ids) | Q(pk__in=used_before)
            own = Upload.objects.filter(may_use, key__in=keys)
            pks = own.values_list("pk", flat=True)
            self.bulk_create([self.model(upload_id=pk, **text) for pk in pks])

    def of_lasting_texts(self, before: datetime) -> "UploadUseQuerySet":
        """Without the texts that their authors deleted before this time."""
        lasting = self
        for text in TEXTS:
            lasting = lasting.exclude(**{f"{text}__deleted_at__lt": before})
        return lasting


class UploadUse(models.Model):
    """A text, in one of the columns TEXTS, uses a file. Who may read the text may read the file."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="uses", editable=False)
    post = models.ForeignKey(
        "topics.Post", models.CASCADE, null=True, related_name="+", editable=False
    )
    message = models.ForeignKey(
        "chat.Message", models.CASCADE, null=True, related_name="+", editable=False
    )
    private_note = models.ForeignKey(
        "private_notes.PrivateNote", models.CASCADE, null=True, related_name="+", editable=False
    )

    objects = UploadUseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_of_one_text_q(),
                name="upload_use_of_one_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} in {self.post_id or self.message_id or self.private_note_id}"


class PartialUploadQuerySet(models.QuerySet["PartialUpload"]):
    def expired(self) -> "PartialUploadQuerySet":
        return self.filter(created_at__lt=timezone.now() - KEEP_PARTIAL)

    def add_piece(self, partial: "PartialUpload", name: str, size: int) -> bool:
        """Whether the piece was the next one. One conditional UPDATE, so each byte counts once."""
        is_next = self.filter(pk=partial.pk, offset=partial.offset)
        pieces = [*partial.pieces, name]
        return bool(is_next.update(offset=partial.offset + size, pieces=pieces))


class PartialUpload(models.Model):
    """A file that arrives in pieces (tus 1.0). The worker deletes it after a day."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    name = models.CharField(max_length=MAX_LENGTH, editable=False)
    size = models.PositiveBigIntegerField(editable=False)  # bytes, as declared
    offset = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    pieces = models.JSONField(default=list, editable=False)  # names in the storage "uploads"
    upload = models.ForeignKey(
        Upload, models.SET_NULL, null=True, related_name="+", editable=False
    )  # the stored file, once all pieces have arrived
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    objects = PartialUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name}: {self.offset} of {self.size}"

    def get_absolute_url(self) -> str:
        return reverse("uploads:piece", args=[self.key])
