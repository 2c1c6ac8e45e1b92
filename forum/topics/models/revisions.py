"""The stored texts of edited posts, and which posts quote which posts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from collective_brain import retention
from forum.topics.models.posts import Post

MAX_CONDITIONS = 200  # in one query; SQLite refuses 1,000
REPLACED_FOR = timedelta(minutes=5)  # after a revision, by the next edit of the same author
MAX_LISTED_EDITORS = 50
MAX_LISTED_REVISIONS = 100  # of a post in a list; older ones keep their addresses


class RevisionQuerySet(models.QuerySet["Revision"]):
    def listed(self) -> "RevisionQuerySet":
        """Newest first, without the texts."""
        return self.select_related("by").defer("source", "html").order_by("-pk")

    def newest(self) -> "list[Revision]":
        """At most MAX_LISTED_REVISIONS revisions of one post, with `number`, without texts."""
        revisions = list(self.listed()[: MAX_LISTED_REVISIONS + 1])
        is_complete = len(revisions) <= MAX_LISTED_REVISIONS
        count = len(revisions) if is_complete else self.count()
        for index, revision in enumerate(revisions):
            revision.number = count - index
        return revisions[:MAX_LISTED_REVISIONS]

    def replace_recent(self, *, by: Any, **text: str) -> bool:
        """Give the last revision of one post a new text, if `by` made it within REPLACED_FOR.

        Returns False if there is no such revision. The first one is the original text of the post:
        it is never replaced.
        """
        newest_two = self.order_by("-pk").values_list("pk", "by", "created_at", "why")[:2]
        if len(newest_two) < 2:
            return False
        pk, last_by, created_at, why = newest_two[0]
        if last_by != by.pk or why or created_at <= timezone.now() - REPLACED_FOR:
            return False
        return bool(self.filter(pk=pk).update(**text))

    def editor_names(self) -> list[str]:
        """The names of those who edited one post, in the order of their first edit."""
        names: dict[int, str] = {}
        for revision in self.select_related("by").defer("source", "html").order_by("pk"):
            names.setdefault(revision.by_id, revision.by.get_full_name())
        return list(names.values())[:MAX_LISTED_EDITORS]

    def delete_old(self) -> None:
        """Delete earlier texts that are older than REVISIONS_KEEP_DAYS; 0 keeps all.

        The last revision of a post is its present text, and stays.
        """
        if not settings.REVISIONS_KEEP_DAYS:
            return
        later = self.model.objects.filter(post=OuterRef("post"), pk__gt=OuterRef("pk"))
        limit = timezone.now() - timedelta(days=settings.REVISIONS_KEEP_DAYS)
        old = self.filter(Exists(later), created_at__lt=limit).order_by("pk")
        self.filter(pk__in=list(old.values_list("pk", flat=True)[: retention.BATCH])).delete()

    def with_number(self, number: int, *, is_facilitator: bool) -> "Revision":
        """The revision `number` of one post, as in `with_readable_text`. Raises DoesNotExist."""
        if not 0 < number < 2**31:
            raise self.model.DoesNotExist
        revision = self.with_readable_text(is_facilitator=is_facilitator)[number - 1 : number].get()
        revision.number = number
        return revision

    def with_readable_text(self, *, is_facilitator: bool) -> "RevisionQuerySet":
        """Return the revisions in their order, each with its source as `text`.

        The text of a hidden revision is "" except for facilitators.
        """
        hidden = When(hidden_at__isnull=False, then=Value("", output_field=models.TextField()))
        text = F("source") if is_facilitator else Case(hidden, default=F("source"))
        return self.select_related("by").defer("source", "html").annotate(text=text).order_by("pk")


class Revision(models.Model):
    """One text of a post. An edited post also has a row for its original text.

    Revisions are numbered from 1 in the order of their keys. The last one is the present text.
    """

    number: int  # from newest() and with_number()
    text: str  # from with_readable_text()

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

    def set_hidden(self, *, at: datetime | None, by: Any, why: str) -> None:
        self.hidden_at, self.hidden_by, self.hidden_why = at, by, why
        self.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])


class QuotationQuerySet(models.QuerySet["Quotation"]):
    def store_quoted_posts(self, post: Post, quoted: Iterable[tuple[int, int]]) -> None:
        """Store which posts `post` quotes.

        quoted: (topic id, number) of each; unknown ones are ignored.

        Quotations of earlier revisions stay, because the words are still in these revisions.
        """
        pairs = sorted(quoted)
        keys: list[int] = []
        for start in range(0, len(pairs), MAX_CONDITIONS):
            wanted = Q(pk=None)
            for topic_id, number in pairs[start : start + MAX_CONDITIONS]:
                wanted |= Q(topic_id=topic_id, number=number)
            places = Post.objects.filter(wanted).values_list("pk", "moved_to")
            keys += [moved_to or pk for pk, moved_to in places]
        quotations = [self.model(post=post, quoted_id=key) for key in dict.fromkeys(keys)]
        self.bulk_create(quotations, ignore_conflicts=True)

    def of_removed_posts(self) -> "QuotationQuerySet":
        is_deleted = Q(quoted__deleted_at__isnull=False)
        return self.filter(is_deleted | Q(quoted__hidden_at__isnull=False))


class Quotation(models.Model):
    """A revision of `post` contains words of `quoted`, and loses them when `quoted` is removed
    (decision 11).
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="quotations")
    quoted = models.ForeignKey(Post, models.CASCADE, related_name="quoted_by")

    objects = QuotationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "quoted"], name="quotation_once")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} quotes {self.quoted_id}"
