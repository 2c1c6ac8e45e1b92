"""Reports: what a member asks the facilitators of a theme to look at.

Each reporter has a row of their own. The rows about one text or profile that are open at
the same time are one case: they are shown and handled together, and then have the same
`handled_at`. An Assignment says who works on a case.
"""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Member
from collective_brain import retention
from collective_brain.web.numbers import numbers_in_key
from forum.chat.models import Message
from forum.contributions.numbered_rules import Rule
from forum.contributions.usernames import erase_username
from forum.private_notes.models import PrivateNote
from forum.reports.assignments import Assignment
from forum.reports.outcomes import Outcome
from forum.reports.targets import (
    FIELDS,
    OF_AUTHOR,
    Reported,
    Target,
    about_one_thing_q,
    target_fields,
    target_of,
)
from forum.themes.models import Theme
from forum.topics.models import Post

KEEP = timedelta(days=365)  # after the decision
IS_HANDLED = models.ExpressionWrapper(Q(handled_at__isnull=False), models.BooleanField())


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, member: Any) -> "ReportQuerySet":
        """Reports in the themes that `member` facilitates; administrators read those of all themes.

        Nobody reads the reports about their own texts: the author is not told who reports.
        """
        if not member.pk:
            return self.none()
        others = self
        for of_author in OF_AUTHOR:
            others = others.exclude(**{of_author: member.pk})
        if permissions.may_administer(member):
            return others
        themes = Theme.objects.facilitator_roles(member).values("theme")
        return others.filter(
            Q(post__topic__theme__in=themes)
            | Q(message__room__theme__in=themes)
            | Q(message__room__topic__theme__in=themes)
        )

    def about(self, reported: Reported) -> "ReportQuerySet":
        return self.filter(**target_fields(reported))

    def about_author(self, member_id: int) -> "ReportQuerySet":
        """Reports of the member's profile and of all that they wrote."""
        is_about = reduce(or_, [Q(**{of_author: member_id}) for of_author in OF_AUTHOR])
        return self.filter(pk__in=self.filter(is_about).values("pk"))

    def of_kind(self, field: str) -> "ReportQuerySet":
        """field: one of targets.FIELDS."""
        return self.exclude(**{field: None})

    def in_theme(self, theme: Theme) -> "ReportQuerySet":
        return self.filter(
            Q(post__topic__theme=theme)
            | Q(message__room__theme=theme)
            | Q(message__room__topic__theme=theme)
        )

    def assigned_to(self, member: Any) -> "ReportQuerySet":
        """Open reports that `member` has claimed, or that were handed on to them."""
        own = Assignment.objects.filter(assignee=member.pk)
        is_assigned = [
            Q(**{f"{field}__in": own.exclude(**{field: None}).values(field)}) for field in FIELDS
        ]
        return self.open().filter(reduce(or_, is_assigned))

    def open(self) -> "ReportQuerySet":
        return self.filter(handled_at=None)

    def most_named_rule(self) -> int:
        """The numbered rule that most of these reports name; Rule.OTHER if none names one."""
        counted = self.exclude(rule=Rule.OTHER).order_by().values("rule")
        first = counted.annotate(n=Count("pk")).order_by("-n", "rule").first()
        return first["rule"] if first else Rule.OTHER.value

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
        Assignment.objects.of_cases(rows).delete()
        return tuple(rows.filter(**decision).order_by("pk").values_list("pk", flat=True))

    def reopen(self) -> tuple[int, ...]:
        """Open those that a deletion closed. A reporter who has reported again keeps one report."""
        again = Report.objects.open().filter(reporter=OuterRef("reporter"))
        closed = self.filter(outcome=Outcome.DELETED)
        for field in FIELDS:
            closed = closed.exclude(Exists(again.filter(**{field: OuterRef(field)})))
        newest_by_reporter = dict(closed.order_by("pk").values_list("reporter", "pk"))
        keys = tuple(sorted(newest_by_reporter.values()))
        rows = Report.objects.filter(pk__in=keys, outcome=Outcome.DELETED)
        return keys if rows.update(handled_at=None, handled_by=None, outcome="") else ()

    def one_per_case(self) -> "ReportQuerySet":
        """The first report of each case."""
        earlier = Report.objects.filter(pk__lt=OuterRef("pk"))
        rows = self
        for field in FIELDS:
            same = earlier.filter(**{field: OuterRef(field)})
            rows = rows.exclude(Q(handled_at=None) & Exists(same.open()))
            rows = rows.exclude(Exists(same.filter(handled_at=OuterRef("handled_at"))))
        return rows

    def with_case_size(self) -> "ReportQuerySet":
        """Add `case_size`: how many members reported. The subquery runs for the rows of a page."""
        is_same = reduce(or_, [Q(**{field: OuterRef(field)}) for field in FIELDS])
        same = Report.objects.filter(
            is_same,
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
            *("reporter", "handled_by", "member", "post__author", "post__topic__theme"),
            *("message__author", "message__room__theme", "message__room__topic__theme"),
            *("private_note__author", "private_note__private_conversation"),
        )

    def erase_traces_of(self, member_id: int) -> None:
        """Erase what says something about a closed account: reasons, and usernames in texts."""
        self.about_author(member_id).update(why="", source="")
        self.filter(reporter=member_id).update(why="")
        handle = Member.objects.values_list("handle", flat=True).get(pk=member_id)
        if handle:
            erase_username(self, "source", handle)

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(handled_at__lt=timezone.now() - KEEP)
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class Report(models.Model):
    """One member's report of one post, message or profile."""

    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", editable=False)
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, related_name="+", editable=False
    )
    private_note = models.ForeignKey(
        PrivateNote, models.CASCADE, null=True, related_name="reports", editable=False
    )
    # The owner of a reported profile.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    # The version and the text that the reporter saw. An author may edit a reported text.
    # `source` is empty once the report is handled.
    version = models.PositiveSmallIntegerField(editable=False)
    source = models.TextField(blank=True, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    rule = models.PositiveSmallIntegerField(
        choices=Rule, default=Rule.OTHER, db_default=Rule.OTHER.value, editable=False
    )
    why = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    handled_at = models.DateTimeField(null=True, editable=False)
    # When this report and others hid the text together, until somebody looks.
    agreed_at = models.DateTimeField(null=True, editable=False)
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
            models.CheckConstraint(condition=about_one_thing_q(), name="report_about_one_thing"),
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
            models.UniqueConstraint(
                fields=["private_note", "reporter"],
                condition=Q(handled_at=None),
                name="report_of_note_once",
            ),
            models.UniqueConstraint(
                fields=["member", "reporter"],
                condition=Q(handled_at=None),
                name="report_of_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reported.pk}: {self.why}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def reported(self) -> Reported:
        return self.post or self.message or self.private_note or self.member  # type: ignore[return-value]

    @property
    def target(self) -> Target:
        return target_of(self.reported)

    @property
    def sentence(self) -> str:
        """The rule that the reporter named and their words."""
        rule = str(Rule(self.rule).label) if self.rule else ""
        return " – ".join(filter(None, (rule, self.why)))

    @property
    def row_key(self) -> str:
        return f"{int(bool(self.handled_at))}.{self.pk}"

    def named_rule(self) -> int:
        """The rule that the reports of this case name, for the form of the decision."""
        return Report.objects.about(self.reported).open().most_named_rule()

    def case(self) -> "models.QuerySet[Report]":
        """The reports that are open or were handled together with this one, the first one first."""
        same = Report.objects.about(self.reported).filter(handled_at=self.handled_at)
        return same.select_related("reporter").order_by("pk")

    def assignment(self) -> "Assignment | None":
        """Who works on this case now, if anybody does. The case is locked by its target."""
        rows = Assignment.objects.about(self.reported).select_related("assignee", "by")
        return rows.first()
