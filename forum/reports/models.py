"""Reports: what a member asks the facilitators of a theme to look at.

Each reporter has a row of their own. The rows about one post or message that are open at the same
time are one case: they are shown and handled together, and then have the same `handled_at`.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.models import Member
from collective_brain import retention
from collective_brain.web.numbers import numbers_in_key
from forum import markup
from forum.chat.models import Message
from forum.themes.models import Theme
from forum.topics.models import Post

KEEP = timedelta(days=365)  # after the decision
IS_HANDLED = models.ExpressionWrapper(Q(handled_at__isnull=False), models.BooleanField())


class Outcome(models.TextChoices):
    UNCHANGED = "unchanged", pgettext_lazy("outcome of a report", "nothing changed")
    EDITED = "edited", pgettext_lazy("outcome of a report", "edited")
    HIDDEN = "hidden", pgettext_lazy("outcome of a report", "hidden")
    DELETED = "deleted", pgettext_lazy("outcome of a report", "deleted by its author")


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, member: Any) -> "ReportQuerySet":
        """Reports in the themes that `member` facilitates; administrators read those of all themes.

        Nobody reads the reports about their own texts: the author is not told who reports.
        """
        if not member.pk:
            return self.none()
        others = self.exclude(post__author=member.pk).exclude(message__author=member.pk)
        if permissions.may_administer(member):
            return others
        themes = Theme.objects.facilitator_roles(member).values("theme")
        return others.filter(
            Q(post__topic__theme__in=themes)
            | Q(message__room__theme__in=themes)
            | Q(message__room__topic__theme__in=themes)
        )

    def about(self, contribution: Post | Message) -> "ReportQuerySet":
        return self.filter(**target_fields(contribution))

    def open(self) -> "ReportQuerySet":
        return self.filter(handled_at=None)

    def in_topic(self, topic_id: int) -> "ReportQuerySet":
        """Reports of posts in a topic and of messages in its room."""
        return self.filter(Q(post__topic=topic_id) | Q(message__room__topic=topic_id))

    def handle(self, *, by_id: int, outcome: Outcome) -> tuple[int, ...]:
        """Close the open reports among these. Returns the keys of those that this call closed.

        One conditional UPDATE, so that of two simultaneous decisions only one counts.
        """
        keys = list(self.open().values_list("pk", flat=True))
        decision = {"handled_at": timezone.now(), "handled_by_id": by_id, "outcome": outcome}
        rows = Report.objects.filter(pk__in=keys)
        rows.open().update(source="", **decision)
        return tuple(rows.filter(**decision).order_by("pk").values_list("pk", flat=True))

    def reopen(self) -> tuple[int, ...]:
        """Open those that a deletion closed. A reporter who has reported again keeps one report."""
        again = Report.objects.open().filter(reporter=OuterRef("reporter"))
        closed = self.filter(outcome=Outcome.DELETED)
        for target in ("post", "message"):
            closed = closed.exclude(Exists(again.filter(**{target: OuterRef(target)})))
        newest_by_reporter = dict(closed.order_by("pk").values_list("reporter", "pk"))
        keys = tuple(sorted(newest_by_reporter.values()))
        rows = Report.objects.filter(pk__in=keys, outcome=Outcome.DELETED)
        return keys if rows.update(handled_at=None, handled_by=None, outcome="") else ()

    def one_per_case(self) -> "ReportQuerySet":
        """The first report of each case."""
        earlier = Report.objects.filter(pk__lt=OuterRef("pk"))
        rows = self
        for target in ("post", "message"):
            same = earlier.filter(**{target: OuterRef(target)})
            rows = rows.exclude(Q(handled_at=None) & Exists(same.open()))
            rows = rows.exclude(Exists(same.filter(handled_at=OuterRef("handled_at"))))
        return rows

    def with_case_size(self) -> "ReportQuerySet":
        """Add `case_size`: how many members reported. The subquery runs for the rows of a page."""
        same = Report.objects.filter(
            Q(post=OuterRef("post")) | Q(message=OuterRef("message")),
            Q(handled_at=OuterRef("handled_at")) | Q(handled_at=None, outcome=OuterRef("outcome")),
        )
        count = same.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
        return self.annotate(case_size=Subquery(count.values("n")))

    def in_list_order(self, after: str = "") -> "ReportQuerySet":
        """Open ones first, then the newest first.

        after: the `row_key` of the last row on the page before. Raises ValueError for an invalid
        key.
        """
        rows = self.annotate(is_handled=IS_HANDLED).order_by("is_handled", "-pk")
        if not after:
            return rows
        was_handled, pk = numbers_in_key(after, 2)
        older = Q(is_handled=bool(was_handled), pk__lt=pk)
        return rows.filter(older if was_handled else older | Q(is_handled=True))

    def with_targets(self) -> "ReportQuerySet":
        """With everything that pages show of a report and its post or message."""
        return self.select_related(
            *("reporter", "handled_by", "post__author", "post__topic__theme"),
            *("message__author", "message__room__theme", "message__room__topic__theme"),
        )

    def erase_traces_of(self, member_id: int) -> None:
        """Erase what says something about a closed account: reasons, and usernames in texts."""
        about = Q(post__author=member_id) | Q(message__author=member_id)
        self.filter(pk__in=self.filter(about).values("pk")).update(why="", source="")
        self.filter(reporter=member_id).update(why="")
        handle = Member.objects.values_list("handle", flat=True).get(pk=member_id)
        if not handle:
            return
        others = Member.objects.longer_handles(handle)
        for pk, source in self.exclude(source="").values_list("pk", "source"):
            text = markup.rename_mentions(source, handle, "…", others=others)
            if text != source:
                self.filter(pk=pk).update(source=text)

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(handled_at__lt=timezone.now() - KEEP)
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class Report(models.Model):
    """One member's report of one post or message."""

    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", editable=False)
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, related_name="+", editable=False
    )
    # The version and the Markdown that the reporter saw. An author may edit a reported text.
    # `source` is empty once the report is handled.
    version = models.PositiveSmallIntegerField(editable=False)
    source = models.TextField(blank=True, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    why = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    handled_at = models.DateTimeField(null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes: ClassVar = [
            models.Index(IS_HANDLED, models.F("id").desc(), name="report_rows"),
            models.Index(fields=["handled_at"], name="report_by_decision"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(post=None, message__isnull=False) | Q(post__isnull=False, message=None),
                name="report_about_one_text",
            ),
            models.CheckConstraint(
                condition=Q(handled_at=None, outcome="")
                | (Q(handled_at__isnull=False) & ~Q(outcome="")),
                name="report_handled_with_outcome",
            ),
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(handled_at=None),
                name="report_of_post_once",
            ),
            models.UniqueConstraint(
                fields=["message", "reporter"],
                condition=Q(handled_at=None),
                name="report_of_message_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id or self.message_id}: {self.why}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def contribution(self) -> Post | Message:
        return self.post or self.message  # type: ignore[return-value]

    @property
    def is_of_message(self) -> bool:
        return self.message_id is not None

    @property
    def row_key(self) -> str:
        return f"{int(bool(self.handled_at))}.{self.pk}"

    def case(self) -> "models.QuerySet[Report]":
        """The reports that are open or were handled together with this one, the first one first."""
        same = Report.objects.about(self.contribution).filter(handled_at=self.handled_at)
        return same.select_related("reporter").order_by("pk")


def target_fields(contribution: Post | Message) -> dict[str, Any]:
    """The field that names the post or message, for a filter or a new row."""
    if isinstance(contribution, Post):
        return {"post": contribution}
    return {"message": contribution}
