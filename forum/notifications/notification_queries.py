"""Which notifications a member sees, and the queries of notifications."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import permissions
from accounts.models import Member
from collective_brain import retention
from collective_brain.web.numbers import numbers_in_key
from forum.blocking.collapsing import blocked_by
from forum.chat.models import Message, Room, visible_conversations_q
from forum.contributions.models import REMOVED
from forum.contributions.usernames import erase_username
from forum.notifications.kinds import (
    ABOUT_ACCOUNT,
    ABOUT_CASE,
    ABOUT_ROLE,
    FOR_FACILITATORS,
    IS_READ_WHEN_SEEN,
    LISTED_WHEN_HIDDEN,
    READ_WHEN_SEEN,
    Kind,
)
from forum.private_notes.models import PrivateConversation
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

if TYPE_CHECKING:
    from forum.notifications.models import Notification

BATCH = 500  # rows in one insert
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
            rows: list[Notification] = [
                self.model(member_id=member_id, **fields) for member_id in new_ids
            ]
            self.model._default_manager.bulk_create(rows, ignore_conflicts=True)
            created += new_ids
        return created

    def conflicting_with(self, **fields: Any) -> NotificationQuerySet:
        """The stored rows that make the constraints refuse a new row with these fields."""
        if fields["kind"] == Kind.REPORT and fields.get("report_id"):
            return self.filter(kind=Kind.REPORT.value, report=fields["report_id"])
        if fields["kind"] not in READ_WHEN_SEEN:
            return self.filter(**fields)
        place = {name: fields[name] for name in ("topic", "room", "number") if name in fields}
        return self.read_when_seen().filter(**place)

    def about(self, contribution: Post | Message) -> NotificationQuerySet:
        return self.filter(
            number=contribution.number, **conversation_fields(contribution.conversation)
        )

    def read_when_seen(self) -> NotificationQuerySet:
        return self.filter(IS_READ_WHEN_SEEN)

    def unread_by(self, member: Any) -> NotificationQuerySet:
        return self.filter(member=member, read_at=None)

    def unread_count(self, member: Any) -> int:
        """At most MAX_COUNTED + 1."""
        rows = self.unread_by(member).order_by("-pk")
        return len(rows.values_list("pk")[: MAX_COUNTED + 1])

    def mark_read(self, at: datetime | None = None) -> int:
        """Mark the unread ones as read; returns how many they were."""
        return self.filter(read_at=None).update(read_at=at or timezone.now())

    def listed_for(self, member: Any) -> NotificationQuerySet:
        """The member's own notifications, of topics and rooms that they may still see.

        "Hidden" notifications stay, because they tell authors that their own text was hidden; so
        do the outcomes of reports.
        """
        visible = visible_conversations_q(member) | Q(kind__in=LISTED_WHEN_HIDDEN) | ABOUT_ACCOUNT
        own = self.filter(visible, _is_readable_report_q(member), member=member)
        if blocked := blocked_by(member):
            own = own.exclude(IS_READ_WHEN_SEEN, by__in=blocked)
        return own.in_readable_themes(member).without_closed_conversations(member)

    def without_closed_conversations(self, member: Any) -> NotificationQuerySet:
        """Without those of private conversations in which `member` does not take part now."""
        visible = PrivateConversation.objects.visible_to(member)
        is_about_one = Q(private_conversation__isnull=False)
        return self.exclude(is_about_one & ~Q(private_conversation__in=visible))

    def in_readable_themes(self, member: Any) -> NotificationQuerySet:
        """Without those of private themes that `member` may not read. A role that ended stays."""
        return self.exclude(_in_closed_theme_q(member))

    def in_closed_themes(self, member: Any) -> NotificationQuerySet:
        """The notifications of `member` about private themes that they may not read any more."""
        return self.filter(_in_closed_theme_q(member), member=member)

    def in_theme(self, theme_id: int) -> NotificationQuerySet:
        """About the theme, its topics and its rooms, without those about a role."""
        places = Q(topic__theme=theme_id) | Q(room__theme=theme_id)
        places |= Q(room__topic__theme=theme_id) | Q(theme=theme_id)
        return self.filter(places).exclude(kind__in=[kind.value for kind in ABOUT_ROLE])

    def with_visible_target(self, member: Any) -> NotificationQuerySet:
        """The member's own notifications that lead to a post or message that is still there."""
        number = OuterRef("number")
        post = Post.objects.filter(topic=OuterRef("topic"), number=number).exclude(REMOVED)
        message = Message.objects.filter(room=OuterRef("room"), number=number).exclude(REMOVED)
        has_target = ~IS_READ_WHEN_SEEN | Exists(post) | Exists(message)
        own_hidden_topic = Q(kind=Kind.HIDDEN.value, topic__author=member.pk)
        is_visible = visible_conversations_q(member) | own_hidden_topic | ABOUT_ACCOUNT
        own = self.filter(is_visible, _is_readable_report_q(member), has_target, member=member)
        return own.in_readable_themes(member).without_closed_conversations(member)

    def of_former_facilitators(self, **conditions: Any) -> NotificationQuerySet:
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

    def with_reasons_of(self, member_id: int) -> NotificationQuerySet:
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
            notification = self.model._default_manager.filter(pk=pk)
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

    def in_list_order(self, after: str = "") -> NotificationQuerySet:
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
