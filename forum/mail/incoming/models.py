"""The keys in the addresses to which members write, and the mails that came."""

import hashlib
import secrets
import zlib
from base64 import b32encode
from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import may_administer
from collective_brain import retention
from forum.enquiries.models import Enquiry
from forum.mail.incoming.outcomes import Reason, State
from forum.private_notes.models import PrivateConversation
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

VALID_FOR = timedelta(days=365)
USED_FOR = timedelta(days=30)  # in new mails; a mail then has a key that is valid for 11 months
KEEP_ENDED_KEYS = timedelta(days=30)  # in which an answer says that the key has ended
KEEP_MAILS = timedelta(days=90)
MAX_RAW_BYTES = 200_000  # of a mail that is kept; attachments beyond that are not
KEY_BYTES = 16


def new_key() -> str:
    """128 random bits in letters that no mail server changes."""
    return b32encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=").lower()


def key_end() -> Any:
    return timezone.now() + VALID_FOR


# What a key is for; a key without any of them answers digests.
PLACES = ("topic", "theme", "enquiry", "private_conversation")


def _about_one_place_q() -> Q:
    conditions = [
        Q(**{f"{other}__isnull": other != place for other in PLACES}) for place in ("", *PLACES)
    ]
    return reduce(or_, conditions)


class ReplyKeyQuerySet(models.QuerySet["ReplyKey"]):
    def make(self, member_id: int, **about: Any) -> "ReplyKey":
        """The key of this member for `about`: one of PLACES, or none of them.

        Two that are made at the same time are both valid.
        """
        about = dict.fromkeys(PLACES) | about
        newest = self.valid().filter(member=member_id, **about).order_by("-pk").first()
        if newest and newest.created_at > timezone.now() - USED_FOR:
            return newest
        return self.create(member_id=member_id, **about)

    def valid(self) -> "ReplyKeyQuerySet":
        return self.filter(revoked_at=None, ends_at__gt=timezone.now())

    def of_theme(self, member_id: int, theme: Theme) -> str:
        """The key by which this member starts topics in `theme`; "" without one."""
        keys = self.valid().filter(member=member_id, topic=None, theme=theme).order_by("-pk")
        return keys.values_list("key", flat=True).first() or ""

    def in_readable_themes(self, member: Any) -> "ReplyKeyQuerySet":
        """Without the keys that start topics in private themes that `member` may not read."""
        return self.exclude(theme__in=Theme.objects.closed_to(member))

    def newest_of_each_theme(self) -> "list[ReplyKey]":
        of_themes = self.exclude(theme=None).select_related("theme").order_by("pk")
        return list({key.theme_id: key for key in of_themes}.values())

    def first_of(self, keys: Iterable[str]) -> "ReplyKey | None":
        """The stored key of the first of `keys` that is stored."""
        wanted = list(keys)
        related = (
            *("member", "topic__theme", "theme", "enquiry__theme", "enquiry__member"),
            "private_conversation",
        )
        stored = {row.key: row for row in self.select_related(*related).filter(key__in=wanted)}
        return next((stored[key] for key in wanted if key in stored), None)

    def revoke(self) -> None:
        self.filter(revoked_at=None).update(revoked_at=timezone.now())

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(ends_at__lt=timezone.now() - KEEP_ENDED_KEYS).order_by("pk")
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class ReplyKey(models.Model):
    """The right of one member to write to one place by mail.

    In a theme the member starts topics. Without a place, the member answers a digest, and the
    mail says which topic it is about. Who knows the key must also be the sender.
    """

    key = models.CharField(max_length=26, unique=True, default=new_key)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+", db_index=False)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, null=True, related_name="+")
    private_conversation = models.ForeignKey(
        PrivateConversation, models.CASCADE, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=key_end)
    revoked_at = models.DateTimeField(null=True)

    objects = ReplyKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_about_one_place_q(),
                name="reply_key_about_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "topic"], name="reply_key_of_topic"),
            models.Index(fields=["ends_at"], name="reply_key_end"),
        ]

    def __str__(self) -> str:
        return f"key {self.pk} of member {self.member_id}"

    @property
    def is_of_digest(self) -> bool:
        return not any(getattr(self, f"{place}_id") for place in PLACES)

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()


class ReceivedMailQuerySet(models.QuerySet["ReceivedMail"]):
    def store(self, *, sender: str, message_id: str, **fields: Any) -> "ReceivedMail":
        """The row of this mail: a new one, or the one that it got when it came before."""
        row = self.model(
            digest=_digest(sender, message_id), sender=sender, message_id=message_id, **fields
        )
        self.bulk_create([row], ignore_conflicts=True)
        return self.select_related("post__topic").get(digest=row.digest)

    def posts_by_message_id(self, topic: Topic, message_ids: Iterable[str]) -> dict[str, int]:
        """Message-ID -> number of the post, for mails that became posts of `topic`."""
        of_topic = self.filter(post__topic=topic, message_id__in=list(message_ids))
        return dict(of_topic.values_list("message_id", "post__number"))

    def message_id_of(self, member_id: int, topic_id: int, number: int) -> str:
        """The Message-ID of the mail by which `member_id` wrote this post; "" for others."""
        mails = self.filter(member=member_id, post__topic=topic_id, post__number=number)
        return mails.values_list("message_id", flat=True).first() or ""

    def readable_by(self, member: Any) -> "ReceivedMailQuerySet":
        """Mails of `member`, and those that became posts in themes that they facilitate."""
        mails = self.select_related("post__topic__theme")
        if may_administer(member):
            return mails.filter(Q(member=member) | Q(post__isnull=False))
        themes = Theme.objects.facilitated_by(member)
        return mails.filter(Q(member=member) | Q(post__topic__theme__in=themes))

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(received_at__lt=timezone.now() - KEEP_MAILS).order_by("pk")
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class ReceivedMail(models.Model):
    """A mail to a key of `member`, and what became of it. One row, however often it comes.

    Mails from somebody else have neither text nor subject here.
    """

    digest = models.CharField(max_length=64, unique=True)  # of the sender and the Message-ID
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sender = models.CharField(max_length=320)
    message_id = models.CharField(max_length=252, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    state = models.CharField(max_length=9, default=State.RECEIVED)  # a State
    reason = models.CharField(max_length=12, blank=True)  # a Reason
    refusal = models.TextField(blank=True)  # the sentence of a rule
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    removed = models.TextField(blank=True)  # quotations and signatures
    raw = models.BinaryField(default=b"")  # the mail, compressed

    objects = ReceivedMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail from a member")
        verbose_name_plural = _("e-mails from members")

    def __str__(self) -> str:
        return f"mail {self.pk} of member {self.member_id}: {self.state}"

    @property
    def original(self) -> bytes:
        return zlib.decompress(self.raw) if self.raw else b""

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def why(self) -> str:
        """Why it was not published, as a sentence."""
        return self.refusal or (str(Reason(self.reason).label) if self.reason else "")

    def finish(self, state: State, **fields: Any) -> bool:
        """Store what became of it. False if it was decided before, or by another process."""
        undecided = ReceivedMail.objects.filter(pk=self.pk, state=State.RECEIVED)
        return bool(undecided.update(state=state, **fields))


def compressed(raw: bytes) -> bytes:
    return zlib.compress(raw[:MAX_RAW_BYTES])


def _digest(sender: str, message_id: str) -> str:
    return hashlib.sha256(f"{sender}\n{message_id}".encode(errors="replace")).hexdigest()
