"""What is kept of each version of a post, and which posts repeat whose words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from forum.topics.models.posts import Post

MOST_VERSIONS = 100  # of a post, in a list; older ones have their addresses


class RevisionQuerySet(models.QuerySet["Revision"]):
    def listed(self) -> "RevisionQuerySet":
        """Newest first, without a word of the texts."""
        return self.select_related("by").defer("source", "html").order_by("-pk")

    def newest(self) -> "list[Revision]":
        """The MOST_VERSIONS newest versions of one post, each with its `number`, without their texts."""
        found = list(self.listed()[: MOST_VERSIONS + 1])
        count = len(found) if len(found) <= MOST_VERSIONS else self.count()
        for index, version in enumerate(found):
            version.number = count - index
        return found[:MOST_VERSIONS]

    def numbered(self, number: int, *, is_facilitator: bool) -> "Revision":
        """Version `number` of one post, as in `readable`. Raises DoesNotExist."""
        found = (
            list(self.readable(is_facilitator=is_facilitator)[number - 1 : number])
            if 0 < number < 2**31
            else []
        )
        if not found:
            raise self.model.DoesNotExist
        found[0].number = number
        return found[0]

    def readable(self, *, is_facilitator: bool) -> "RevisionQuerySet":
        """Return the revisions in their order, each with its source as `text`.

        The text of a hidden revision is "" except for facilitators.
        """
        hidden = When(hidden_at__isnull=False, then=Value("", output_field=models.TextField()))
        text = F("source") if is_facilitator else Case(hidden, default=F("source"))
        return self.select_related("by").defer("source", "html").annotate(text=text).order_by("pk")


class Revision(models.Model):
    """One version of a post; the rows of a post begin with its first text, once it was edited.

    Versions are counted from 1 in the order of their keys. The last is the post's present text.
    """

    number: int  # from newest() and numbered()
    text: str  # from readable()

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    source = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=5)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    hidden_why = models.CharField(max_length=300, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post} {self.created_at}"

    def mark_hidden(self, *, at: datetime | None, by: Any, why: str) -> None:
        self.hidden_at, self.hidden_by, self.hidden_why = at, by, why
        self.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])


class QuotationQuerySet(models.QuerySet["Quotation"]):
    def note(self, post: Post, quoted: Iterable[tuple[int, int]]) -> None:
        """Remember which posts `post` quotes, given as (topic id, number); unknown ones are left out.

        What an earlier version quoted stays: its words are still in that version.
        """
        wanted = Q(pk=None)
        for topic_id, number in quoted:
            wanted |= Q(topic_id=topic_id, number=number)
        found = Post.objects.filter(wanted).values_list("pk", flat=True)
        self.bulk_create(
            [self.model(post=post, quoted_id=pk) for pk in found], ignore_conflicts=True
        )


class Quotation(models.Model):
    """`post`, as it is or was, repeats words of `quoted`, and must lose them when `quoted` goes (decision 11)."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="quotations")
    quoted = models.ForeignKey(Post, models.CASCADE, related_name="quoted_by")

    objects = QuotationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "quoted"], name="quotation_once")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} quotes {self.quoted_id}"
