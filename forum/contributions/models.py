"""The base classes of topics and rooms, and of posts and messages.

A contribution has a number and may change. A repeated request stores it only once.

A Conversation (a topic, a room) counts its contributions and their changes. A Contribution (a post,
a message) has a number in its conversation, which is its permanent address, and the change mark of
its last change in `changed`.
"""

from datetime import timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import IntegrityError, models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from collective_brain.errors import Refused
from forum import markup
from forum.contributions.reaction_kinds import SYMBOLS, ReactionKind

EDITED_SHOWS_AFTER = timedelta(minutes=5)
RESTORE_WITHIN = timedelta(hours=24)  # after its author deleted it
MAX_VERSION = 2**15 - 1  # of a small integer column
# More than a site gives in the time that a backup is old.
SKIPPED_MARKS = 1_000_000
REMOVED = Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False)

ContributionT = TypeVar("ContributionT", bound="Contribution")
ConversationT = TypeVar("ConversationT", bound="Conversation")


class NonceUsed(Refused):
    """The author has stored a contribution with this nonce."""


class ConversationQuerySet(models.QuerySet[ConversationT]):
    def locked(self, pk: int) -> ConversationT:
        """The conversation under its row lock. Other rows may still refer to it (decision 13)."""
        under_lock = self.select_for_update(of=("self",), no_key=True)
        try:
            return under_lock.get(pk=pk)
        except self.model.DoesNotExist:
            # PostgreSQL joins the theme before it waits for the lock. It finds no row if the topic
            # was moved to another theme in the meantime. Nobody moves a locked one.
            self.model._base_manager.select_for_update(no_key=True).get(pk=pk)
            return under_lock.get(pk=pk)

    def skip_marks(self) -> None:
        """Skip change marks that a lost database may have used, after a backup was restored."""
        self.update(last_mark=F("last_mark") + SKIPPED_MARKS)


class Conversation(models.Model):
    """What numbers contributions. Change it only under its row lock."""

    last_number = models.PositiveIntegerField(default=0, editable=False)
    last_mark = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def next_mark(self) -> int:
        """Count one change, and return its change mark."""
        self.last_mark += 1
        return self.last_mark

    def insert(self, contribution: ContributionT) -> ContributionT:
        """Store `contribution` under the next number and change mark.

        Raises NonceUsed if another request has used its nonce since the caller looked. Then let
        it end the transaction: PostgreSQL accepts no further statement in it.
        """
        self.last_number += 1
        contribution.number = self.last_number
        contribution.changed = self.next_mark()
        try:
            contribution.save(force_insert=True)
        except IntegrityError as error:
            raise NonceUsed(nonce_refusal()) from error
        return contribution

    def save_change(self, contribution: "Contribution", **changes: Any) -> None:
        """Store `changes` of the fields of `contribution` under the next change mark."""
        contribution.changed = self.next_mark()
        for field, value in changes.items():
            setattr(contribution, field, value)
        contribution.save(update_fields=["changed", *changes])

    def remove(self, contribution: Any, **changes: Any) -> None:
        """Turn `contribution` into a tombstone. changes: the fields that say deleted or hidden."""
        self.save_change(contribution, **changes)
        self.save()

    def restore(self, contribution: Any, **changes: Any) -> None:
        """Store `changes`, which undo a deletion or undo hiding.

        A contribution that was both deleted and hidden stays removed until both are undone.
        """
        self.save_change(contribution, **changes)
        self.save()


class ContributionQuerySet(models.QuerySet[ContributionT]):
    def with_body(self, *, first: int = 0) -> Self:
        """For pages: `body` instead of source and HTML. It is empty for what is removed.

        first: read only so many characters of the HTML, for `text` in lists; 0 reads all of it.
        """
        no_text = When(REMOVED, then=Value("", output_field=models.TextField()))
        html = Substr("html", 1, first, output_field=models.TextField()) if first else F("html")
        return self.defer("source", "html").annotate(body=Case(no_text, default=html))

    def restorable_by(self, author: Any, *, first: int) -> Self:
        """What `author` deleted and may still restore, the newest first.

        first: how many characters of the HTML `body` has.
        """
        since = timezone.now() - RESTORE_WITHIN
        own = self.filter(author=author.pk, deleted_at__gte=since, hidden_at=None)
        body = Substr("html", 1, first, output_field=models.TextField())
        return own.defer("source", "html").annotate(body=body).order_by("-deleted_at")

    def keys_naming(self, handle: str, *, beyond: int = 0) -> list[int]:
        """The keys of contributions that may mention @handle or link to a profile, in order.

        It searches their texts and revisions. beyond: only return keys greater than this one.
        It reads every row, so call it for rare actions only.
        """
        keys: set[int] = set()
        rows = self.filter(pk__gt=beyond)
        for words in (f"@{handle}", "members/", "members%2f"):
            keys.update(rows.filter(source__icontains=words).values_list("pk", flat=True))
            if hasattr(self.model, "revisions"):
                in_revision = rows.filter(revisions__source__icontains=words)
                keys.update(in_revision.values_list("pk", flat=True))
        return sorted(keys)

    def with_nonce(self, author: Any, nonce: Any) -> ContributionT | None:
        """What `author` has already stored with this nonce."""
        return self.filter(author_id=author.pk, nonce=nonce).first()


class Contribution(models.Model):
    """A post or a message.

    Rows are never deleted: a removed one stays as a tombstone without text.
    """

    conversation_field: ClassVar[str]  # "topic" or "room"

    number = models.PositiveIntegerField(editable=False)
    changed = models.PositiveBigIntegerField(editable=False)
    nonce = models.UUIDField(editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    source = models.TextField(editable=False)
    html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(max_length=5, choices=settings.CONTENT_LANGUAGES)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    hidden_why = models.CharField(max_length=300, blank=True, editable=False)
    # How many of each kind; forum/reactions writes them.
    reactions = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), editable=False
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "nonce"], name="%(class)s_sent_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def conversation(self) -> Any:
        """The topic or room that numbers this contribution."""
        return getattr(self, self.conversation_field)

    @conversation.setter
    def conversation(self, conversation: Conversation) -> None:
        setattr(self, self.conversation_field, conversation)

    @property
    def conversation_id(self) -> int:
        return int(getattr(self, f"{self.conversation_field}_id"))

    @cached_property
    def body(self) -> str:
        """The HTML that pages show, "" for what is removed. with_body() reads it in a query."""
        return "" if self.is_removed else self.html

    @property
    def is_placeholder(self) -> bool:
        """Whether it only keeps the number of a contribution that was moved."""
        return False

    @property
    def is_removed(self) -> bool:
        return bool(self.deleted_at or self.hidden_at)

    @property
    def is_hidden_by_reports(self) -> bool:
        """Whether reports of members hid it, and nobody has looked yet (decision 86)."""
        return bool(self.hidden_at and not self.hidden_by_id)

    @property
    def next_version(self) -> int:
        """Versions are only compared for equality, so they may begin again at 1."""
        return self.version % MAX_VERSION + 1

    @property
    def shows_edited(self) -> bool:
        return bool(self.edited_at and self.edited_at - self.created_at > EDITED_SHOWS_AFTER)

    @property
    def reaction_counts(self) -> list[tuple[str, str, int]]:
        """The symbol, the name and the count of each kind that there is, in a fixed order."""
        counted = [(kind, self.reactions.get(kind.value, 0)) for kind in ReactionKind]
        return [(SYMBOLS[kind], str(kind.label), count) for kind, count in counted if count]

    @property
    def text(self) -> str:
        """The words of `body` in one line, from with_body()."""
        return markup.words_in_html(self.body)

    @property
    def own_text(self) -> str:
        """The words of `body` in one line that the author wrote, without quotations."""
        return markup.own_words_in_html(self.body)

    def require_same_request(self, conversation: Conversation, source: str) -> Self:
        """This contribution, as the answer to a repeated request.

        Raises Refused if the request has another text or belongs to another conversation.
        """
        if self.conversation_id != conversation.pk or self.source != source:
            raise Refused(nonce_refusal())
        return self


def nonce_refusal() -> str:
    return _(
        "This form has already been sent with a different text. Your text is still here: "
        "please send it again."
    )
