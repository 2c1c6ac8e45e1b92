"""Notifications: what a member should know.

A row has no text of a post or message, only the reason that a facilitator or a reporter wrote. So a
text that its author deletes is gone from here, too (decision 11).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts import permissions
from accounts.models import Member
from collective_brain import retention
from collective_brain.web.numbers import numbers_in_key
from forum.blocking.collapsing import blocked_by
from forum.chat.models import Message, Room, visible_conversations_q
from forum.contributions.models import REMOVED
from forum.contributions.usernames import erase_username
from forum.enquiries.models import Enquiry
from forum.moderation.models import Statement
from forum.notifications.kinds import (
    ABOUT_ACCOUNT,
    ABOUT_CASE,
    ABOUT_COMMUNITY,
    ABOUT_GROUP,
    ABOUT_ROLE,
    ABOUT_TOPIC,
    ABOUT_TRUST,
    FOR_FACILITATORS,
    IS_READ_WHEN_SEEN,
    LISTED_WHEN_HIDDEN,
    MERGED,
    READ_WHEN_SEEN,
    Kind,
)
from forum.notifications.reaction_sentences import reaction_sentence
from forum.notifications.read_markings import NotificationMarking as NotificationMarking
from forum.private_notes.models import PrivateConversation
from forum.reports.models import Report
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

BATCH = 500  # rows in one insert
MAX_TEXT_LENGTH = 300  # characters
MAX_COUNTED = 99  # a higher count is shown as "99+"

IS_READ = models.ExpressionWrapper(Q(read_at__isnull=False), models.BooleanField())


class NotificationQuerySet(models.QuerySet["Notification"]):
    def create_missing(self, member_ids: Iterable[int], **fields: Any) -> list[int]:
        """Create one notification for each member, except for closed accounts.

        The constraints of the table decide who has it already, because two workers can call this
        at the same time. Returns the keys of the members who did not have it before the call.
        """
        created: list[int] = []
        all_ids = sorted(set(member_ids))
        stored = self.conflicting_with(**fields).values("member")
        for start in range(0, len(all_ids), BATCH):
            members = Member.objects.filter(
                pk__in=all_ids[start : start + BATCH], closed_at=None
            ).exclude(pk__in=stored)
            new_ids = list(members.order_by("pk").values_list("pk", flat=True))
            rows = [Notification(member_id=member_id, **fields) for member_id in new_ids]
            Notification.objects.bulk_create(rows, ignore_conflicts=True)
            created += new_ids
        return created

    def conflicting_with(self, **fields: Any) -> "NotificationQuerySet":
        """The stored rows that make the constraints refuse a new row with these fields."""
        if fields["kind"] == Kind.REPORT and fields.get("report_id"):
            return self.filter(kind=Kind.REPORT.value, report=fields["report_id"])
        if fields["kind"] not in READ_WHEN_SEEN:
            return self.filter(**fields)
        place = {name: fields[name] for name in ("topic", "room", "number") if name in fields}
        return self.read_when_seen().filter(**place)

    def about(self, contribution: Post | Message) -> "NotificationQuerySet":
        return self.filter(
            number=contribution.number, **conversation_fields(contribution.conversation)
        )

    def read_when_seen(self) -> "NotificationQuerySet":
        return self.filter(IS_READ_WHEN_SEEN)

    def unread_by(self, member: Any) -> "NotificationQuerySet":
        return self.filter(member=member, read_at=None)

    def unread_count(self, member: Any) -> int:
        """At most MAX_COUNTED + 1."""
        rows = self.unread_by(member).order_by("-pk")
        return len(rows.values_list("pk")[: MAX_COUNTED + 1])

    def mark_read(self, at: datetime | None = None) -> int:
        """Mark the unread ones as read; returns how many they were."""
        return self.filter(read_at=None).update(read_at=at or timezone.now())

    def listed_for(self, member: Any) -> "NotificationQuerySet":
        """The member's own notifications, of topics and rooms that they may still see.

        "Hidden" notifications stay, because they tell authors that their own text was hidden; so
        do the outcomes of reports.
        """
        visible = visible_conversations_q(member) | Q(kind__in=LISTED_WHEN_HIDDEN) | ABOUT_ACCOUNT
        own = self.filter(visible, _is_readable_report_q(member), member=member)
        if blocked := blocked_by(member):
            own = own.exclude(IS_READ_WHEN_SEEN, by__in=blocked)
        return own.in_readable_themes(member).without_closed_conversations(member)

    def without_closed_conversations(self, member: Any) -> "NotificationQuerySet":
        """Without those of private conversations in which `member` does not take part now."""
        visible = PrivateConversation.objects.visible_to(member)
        is_about_one = Q(private_conversation__isnull=False)
        return self.exclude(is_about_one & ~Q(private_conversation__in=visible))

    def in_readable_themes(self, member: Any) -> "NotificationQuerySet":
        """Without those of private themes that `member` may not read. A role that ended stays."""
        return self.exclude(_in_closed_theme_q(member))

    def in_closed_themes(self, member: Any) -> "NotificationQuerySet":
        """The notifications of `member` about private themes that they may not read any more."""
        return self.filter(_in_closed_theme_q(member), member=member)

    def in_theme(self, theme_id: int) -> "NotificationQuerySet":
        """About the theme, its topics and its rooms, without those about a role."""
        places = Q(topic__theme=theme_id) | Q(room__theme=theme_id)
        places |= Q(room__topic__theme=theme_id) | Q(theme=theme_id)
        return self.filter(places).exclude(kind__in=[kind.value for kind in ABOUT_ROLE])

    def with_visible_target(self, member: Any) -> "NotificationQuerySet":
        """The member's own notifications that lead to a post or message that is still there."""
        number = OuterRef("number")
        post = Post.objects.filter(topic=OuterRef("topic"), number=number).exclude(REMOVED)
        message = Message.objects.filter(room=OuterRef("room"), number=number).exclude(REMOVED)
        has_target = ~IS_READ_WHEN_SEEN | Exists(post) | Exists(message)
        own_hidden_topic = Q(kind=Kind.HIDDEN.value, topic__author=member.pk)
        is_visible = visible_conversations_q(member) | own_hidden_topic | ABOUT_ACCOUNT
        own = self.filter(is_visible, _is_readable_report_q(member), has_target, member=member)
        return own.in_readable_themes(member).without_closed_conversations(member)

    def of_former_facilitators(self, **conditions: Any) -> "NotificationQuerySet":
        """Reports and enquiries to members who are no longer facilitators of the theme.

        Administrators read those of all themes.

        conditions: on the fields and on `home_theme`, the theme of the topic or room.
        """
        theme = Coalesce("topic__theme", "room__theme", "room__topic__theme", "theme")
        role = Theme.facilitators.through.objects.filter(
            member=OuterRef("member"), theme=OuterRef("home_theme")
        )
        reports = self.filter(kind__in=FOR_FACILITATORS, member__is_staff=False)
        return reports.annotate(home_theme=theme).exclude(Exists(role)).filter(**conditions)

    def with_reasons_of(self, member_id: int) -> "NotificationQuerySet":
        """The reports by the member, and all notifications about what the member wrote or is."""
        number = OuterRef("number")
        post = Post.objects.filter(topic=OuterRef("topic"), number=number, author=member_id)
        message = Message.objects.filter(room=OuterRef("room"), number=number, author=member_id)
        is_report = Q(by=member_id, kind__in=ABOUT_CASE) | Q(report__member=member_id)
        is_report |= Q(report__private_note__author=member_id)
        return self.exclude(text="").filter(is_report | Q(Exists(post)) | Q(Exists(message)))

    def erase_username(self, username: str) -> None:
        """Write "@…" for the username of a closed account in lists of mentioned members."""
        erase_username(self.filter(kind=Kind.UNTOLD), "text", username)

    def erase_reasons(self) -> None:
        """Erase the texts. Of notifications that are equal without a text, one stays."""
        for pk in list(self.values_list("pk", flat=True)):
            notification = Notification.objects.filter(pk=pk)
            try:
                with transaction.atomic():
                    notification.update(text="")
            except IntegrityError:
                notification.delete()

    def delete_old(self) -> None:
        """Delete what is older than NOTIFICATIONS_KEEP_DAYS. Keys are in the order of time."""
        limit = timezone.now() - timedelta(days=settings.NOTIFICATIONS_KEEP_DAYS)
        oldest = self.order_by("pk").values_list("pk", "created_at")[: retention.BATCH]
        self.filter(pk__in=[pk for pk, created_at in oldest if created_at < limit]).delete()

    def in_list_order(self, after: str = "") -> "NotificationQuerySet":
        """Unread ones first, then the newest first.

        `after` is the `row_key` of the last row on the page before. Raises ValueError for an
        invalid key.
        """
        rows = self.annotate(is_read=IS_READ).order_by("is_read", "-pk")
        rows = rows.select_related(
            "topic__theme", "room__theme", "room__topic__theme", "theme", "by"
        )
        if not after:
            return rows
        was_read, pk = numbers_in_key(after, 2)
        older = Q(is_read=bool(was_read), pk__lt=pk)
        return rows.filter(older if was_read else older | Q(is_read=True))


class Notification(models.Model):
    """One notification for one member, about post or message `number` of a topic or room.

    Without a topic and a room it is about the account of the member: a sanction or a role.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+")
    # Where the member got or lost a role, or where somebody wrote to the facilitators.
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)
    # The conversation of a member with facilitators. It has `theme`, but no topic and no room.
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, null=True, related_name="+")
    # It has no topic, no room and no theme.
    private_conversation = models.ForeignKey(
        PrivateConversation, models.CASCADE, null=True, related_name="+"
    )
    # Of a report to facilitators, of its outcome and of a warning; empty in rows of older releases.
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+")
    # The decision with the reasons that the member reads, or that somebody appeals against.
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, related_name="+")
    # The change mark of the edit, hiding or report, the key of the report for its outcome, of the
    # message of an enquiry, of the private note, or of the statement about a hidden private note,
    # or the `mark` of an event about an account; 0 for other kinds.
    # Of HELD: the key of the text that waits, as in `number`.
    # Of REACTED: the number of the day. Then `number` counts the texts, and `text` the people.
    mark = models.PositiveBigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["member", "-id"], condition=Q(read_at=None), name="notification_unread"
            ),
            models.Index("member", IS_READ, models.F("id").desc(), name="notification_rows"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["topic", "number", "member"],
                condition=IS_READ_WHEN_SEEN,
                name="notification_post_once",
            ),
            models.UniqueConstraint(
                fields=["room", "number", "member"],
                condition=IS_READ_WHEN_SEEN,
                name="notification_message_once",
            ),
            # `by`, `text` and `mark` are part of the key, because two members may report the same
            # post, and a facilitator may edit a post twice for the same reason.
            models.UniqueConstraint(
                fields=["topic", "number", "member", "kind", "by", "text", "mark"],
                name="notification_topic_change_once",
            ),
            models.UniqueConstraint(
                fields=["room", "number", "member", "kind", "by", "text", "mark"],
                name="notification_room_change_once",
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "mark"],
                condition=ABOUT_ACCOUNT,
                name="notification_account_change_once",
            ),
            # The facilitators of another theme are told when a topic with reports moves there.
            models.UniqueConstraint(
                fields=["report", "member"],
                condition=Q(kind=Kind.REPORT.value),
                name="notification_report_once",
            ),
            models.CheckConstraint(
                condition=Q(topic=None) | Q(room=None), name="notification_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.kind} {self.topic_id or self.room_id}#{self.number}"

    @property
    def conversation(self) -> Topic | Room | None:
        return self.topic or self.room

    @property
    def stream_name(self) -> str:
        return f"topic:{self.topic_id}" if self.topic_id else f"room:{self.room_id}"

    @property
    def sentence(self) -> str:
        if self.kind == Kind.REACTED:
            return reaction_sentence(day=self.mark, texts=self.number, people=self.text)
        is_merged = self.kind == Kind.MOVED and self.topic and self.topic.merged_into_id
        label = MERGED if is_merged else Kind(self.kind).label
        return str(label) % {"name": self.by.get_full_name()}

    @property
    def words(self) -> str:
        """The reason that somebody wrote, or a list of usernames."""
        return "" if self.kind == Kind.REACTED else self.text

    @property
    def is_read_when_seen(self) -> bool:
        return self.kind in READ_WHEN_SEEN

    @property
    def row_key(self) -> str:
        return f"{int(bool(self.read_at))}.{self.pk}"

    @property
    def target_url(self) -> str:
        """The post in its topic; for kinds about the text of a post, the page of the post alone.

        Reports lead facilitators to the page of the report.
        """
        if self.statement:
            return self._url_of_decision(self.statement)
        if self.kind in ABOUT_CASE and self.report_id:
            return reverse("reports:report", args=[self.report_id])
        if not self.conversation:
            return self._url_about_account
        if self.kind == Kind.HIDDEN and self.topic and self.topic.hidden_at:
            return reverse("topics:hidden", args=[self.topic_id])
        page = "topics:post" if self.topic_id else "chat:message"
        if self.is_read_when_seen or self.kind in (*ABOUT_TOPIC, Kind.ACCEPTED, Kind.REMINDER):
            page += "_at"
        return reverse(page, args=[self.topic_id or self.room_id, self.number])

    def _url_of_decision(self, statement: Statement) -> str:
        """The member reads the decision; others the appeal against it."""
        if self.member_id == statement.member_id or not statement.has_appeal:
            return statement.get_absolute_url()
        return statement.appeal.get_absolute_url()

    @property
    def _url_about_account(self) -> str:
        if self.enquiry_id:
            return reverse("enquiries:enquiry", args=[self.enquiry_id])
        if self.kind == Kind.HELD:
            return reverse("screening:held", args=[self.number])
        if self.private_conversation_id:
            return reverse("private_notes:conversation", args=[self.private_conversation_id])
        if self.kind == Kind.EXPORTED:
            return reverse("exports:export")
        if self.theme and self.kind in ABOUT_ROLE:
            return self.theme.get_absolute_url()
        if self.kind in ABOUT_TRUST:
            return reverse("pages:trust")
        if self.kind in ABOUT_GROUP:
            return reverse("groups:list")
        if self.kind in (*ABOUT_COMMUNITY, Kind.REACTED):
            return self.member.get_absolute_url()
        return reverse("mail:settings" if self.kind == Kind.NO_MAIL else "pages:rules")


def _in_closed_theme_q(member: Any) -> Q:
    closed = Theme.objects.closed_to(member)
    about_theme = Q(theme__in=closed) & ~Q(kind__in=[kind.value for kind in ABOUT_ROLE])
    in_topic = Q(topic__theme__in=closed) | Q(room__topic__theme__in=closed)
    return about_theme | in_topic | Q(room__theme__in=closed)


def _is_readable_report_q(member: Any) -> Q:
    """Only facilitators of the theme and administrators read reports, and only while they are."""
    if permissions.may_administer(member):
        return ~Q(pk__in=[])  # always true
    themes = Theme.objects.facilitator_roles(member).values("theme")
    return (
        ~Q(kind__in=FOR_FACILITATORS)
        | Q(theme__in=themes)
        | Q(topic__theme__in=themes)
        | Q(room__theme__in=themes)
        | Q(room__topic__theme__in=themes)
    )


def conversation_fields(conversation: Topic | Room) -> dict[str, Any]:
    """The field that names the topic or room, for a filter or a new row."""
    if isinstance(conversation, Topic):
        return {"topic": conversation}
    return {"room": conversation}
