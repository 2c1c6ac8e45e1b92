"""Held posts: texts that wait for a facilitator, and periods in which all new posts wait."""

from datetime import timedelta
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member
from collective_brain import retention
from collective_brain.web.numbers import numbers_in_key
from forum.contributions.models import MAX_VERSION
from forum.contributions.usernames import erase_username
from forum.screening.reasons import Reason, State
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

KEEP = timedelta(days=365)  # after the decision: an appeal may take half a year


class HeldPostQuerySet(models.QuerySet["HeldPost"]):
    def locked(self, pk: int) -> "HeldPost":
        """Raises DoesNotExist if its author has taken it back."""
        related = self.select_related("author", "theme", "topic__theme", "decided_by")
        return related.select_for_update(of=("self",), no_key=True).get(pk=pk)

    def visible_to(self, reader: Any) -> "HeldPostQuerySet":
        """The reader's own, and those in the themes that they facilitate.

        Nobody sees one in a private theme that they may not read any more.
        """
        if not reader.pk:
            return self.none()
        closed = Theme.objects.closed_to(reader)
        own = Q(author=reader.pk) & ~Q(theme__in=closed) & ~Q(topic__theme__in=closed)
        return self.filter(own | self._to_decide_q(reader))

    def for_deciders(self, reader: Any) -> "HeldPostQuerySet":
        """Those about which `reader` may decide: never their own."""
        if not reader.pk:
            return self.none()
        return self.filter(self._to_decide_q(reader)).exclude(author=reader.pk)

    def _to_decide_q(self, reader: Any) -> Q:
        if permissions.may_administer(reader):
            return ~Q(pk__in=[])  # always true
        themes = Theme.objects.facilitator_roles(reader).values("theme")
        return Q(topic=None, theme__in=themes) | Q(topic__theme__in=themes)

    def of_author(self, reader: Any) -> "HeldPostQuerySet":
        return self.visible_to(reader).filter(author=reader.pk)

    def in_theme(self, theme: Theme) -> "HeldPostQuerySet":
        return self.filter(Q(topic=None, theme=theme) | Q(topic__theme=theme))

    def waiting(self) -> "HeldPostQuerySet":
        return self.filter(state=State.WAITING)

    def by_mail(self) -> "HeldPostQuerySet":
        return self.exclude(mail_id="")

    def with_places(self) -> "HeldPostQuerySet":
        return self.select_related(
            *("author", "theme", "topic__theme", "post__topic__theme", "decided_by")
        )

    def with_nonce(self, author: Any, nonce: Any) -> "HeldPost | None":
        return self.filter(author=author.pk, nonce=nonce).first()

    def in_list_order(self, after: str = "") -> "HeldPostQuerySet":
        """The one that waits longest first. Raises ValueError for an invalid key `after`."""
        rows = self.order_by("pk")
        return rows.filter(pk__gt=numbers_in_key(after, 1)[0]) if after else rows

    def delete_of(self, member: Member) -> None:
        """Delete those of a closed account, and its username in those of others."""
        self.filter(author=member.pk).delete()
        if member.handle:
            for field in ("source", "title", "why"):
                erase_username(self, field, member.handle)

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(decided_at__lt=timezone.now() - KEEP)
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class HeldPost(models.Model):
    """A reply, or a new topic if `topic` is empty, that has no number before it is approved.

    A published one has no text any more. One that its author takes back is deleted.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False, db_index=False
    )
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", editable=False)
    title = models.CharField(max_length=150, blank=True, editable=False)
    is_question = models.BooleanField(default=False, editable=False)
    source = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=5, choices=settings.CONTENT_LANGUAGES, editable=False)
    reply_to = models.PositiveIntegerField(null=True, editable=False)
    nonce = models.UUIDField(editable=False)
    mail_id = models.CharField(max_length=252, blank=True, editable=False)  # the Message-ID
    reason = models.CharField(max_length=8, choices=Reason, editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING, editable=False)
    decided_at = models.DateTimeField(null=True, db_index=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    why = models.CharField(max_length=300, blank=True, editable=False)  # it was rejected
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = HeldPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("text that waits")
        verbose_name_plural = _("texts that wait")
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="held_post_rows")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "nonce"], name="held_post_once"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, decided_at=None)
                | (~Q(state=State.WAITING) & Q(decided_at__isnull=False)),
                name="held_post_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("screening:held", args=[self.pk])

    @property
    def home_theme(self) -> Theme:
        """Its topic may have moved."""
        return self.topic.theme if self.topic else self.theme

    @property
    def place(self) -> str:
        """Of the form, as forum/drafts names it."""
        return self.topic.stream_name if self.topic else f"start:{self.theme_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def row_key(self) -> str:
        return str(self.pk)

    @property
    def next_version(self) -> int:
        return self.version % MAX_VERSION + 1

    @property
    def act_target(self) -> ActTarget:
        label = self.topic.title if self.topic else self.title
        return ActTarget(TargetKind.HELD, self.pk, label, self.author_id, self.home_theme.pk)


class AllWaitQuerySet(models.QuerySet["AllWait"]):
    def current(self) -> "AllWait | None":
        """The period in which all new posts wait; None if they do not wait now."""
        running = self.filter(ends_at__gt=timezone.now()).select_related("by")
        return running.order_by("-ends_at").first()

    def delete_old(self) -> None:
        """Periodic task."""
        self.filter(ends_at__lt=timezone.now() - KEEP).delete()


class AllWait(models.Model):
    """A period in which all new posts wait: the emergency switch of the administrators."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(db_index=True, editable=False)

    objects = AllWaitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"until {self.ends_at}"


class Effect(models.TextChoices):
    HOLD = "hold", pgettext_lazy("of a watched word", "The text waits for a facilitator")
    REFUSE = "refuse", pgettext_lazy("of a watched word", "The text is refused")


class WatchedWord(models.Model):
    """A word or a phrase. A row is added and removed, and never changes."""

    words = models.CharField(max_length=60, editable=False)
    folded = models.CharField(max_length=120, editable=False)
    # "" for texts of all languages
    language = models.CharField(max_length=5, blank=True, editable=False)
    effect = models.CharField(max_length=6, choices=Effect, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folded", "language"], name="watched_word_once")
        ]

    def __str__(self) -> str:
        return self.words


class SiteState(NamedTuple):
    """What screening asks before every new text, in one query.

    held_id: the held text of the same form. newest_word: when it was added; only to compare.
    """

    held_id: int | None
    all_wait: bool
    word_count: int
    newest_word: Any

    @property
    def words_version(self) -> tuple[int, Any]:
        """It changes when a word is added or removed."""
        return self.word_count, self.newest_word


def site_state(author_id: int, nonce: Any) -> SiteState:
    """Plain SQL, because every reply asks it: the ORM takes 3,000 calls to build the subqueries."""
    nonce = HeldPost._meta.get_field("nonce").get_db_prep_value(nonce, connection)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(SITE_STATE, [author_id, nonce, now])
        held_id, all_wait, word_count, newest_word = cursor.fetchone()
    return SiteState(held_id, bool(all_wait), word_count, newest_word)


SITE_STATE = """
SELECT (SELECT id FROM screening_heldpost WHERE author_id = %s AND nonce = %s),
    EXISTS (SELECT 1 FROM screening_allwait WHERE ends_at > %s),
    (SELECT count(*) FROM screening_watchedword),
    (SELECT max(created_at) FROM screening_watchedword)
"""
