"""Notifications: what a member should know.

A row has no text of a post or message, only the reason that a facilitator or a reporter wrote. So a
text that its author deletes is gone from here, too (decision 11).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from forum.chat.models import Room
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
    IS_READ_WHEN_SEEN,
    MERGED,
    READ_WHEN_SEEN,
    Kind,
)
from forum.notifications.notification_queries import IS_READ, NotificationQuerySet
from forum.notifications.reaction_sentences import reaction_sentence
from forum.notifications.read_markings import NotificationMarking as NotificationMarking
from forum.private_notes.models import PrivateConversation
from forum.reports.models import Report
from forum.themes.models import Theme
from forum.topics.models import Topic

MAX_TEXT_LENGTH = 300  # characters


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
