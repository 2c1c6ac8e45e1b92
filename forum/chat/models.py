"""Rooms and their numbered messages."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acts.targets import MAX_LABEL, ActTarget, TargetKind
from forum.chat.fragments import MESSAGE
from forum.contributions.models import (
    REMOVED,
    Contribution,
    ContributionQuerySet,
    Conversation,
    ConversationQuerySet,
)
from forum.themes.models import Theme
from forum.topics.models import Topic, visible_topics_q

MESSAGES_PER_PAGE = 50  # messages
ACTIVE_FOR = timedelta(days=1)  # after its last message; only active rooms show who is present
CONTINUES_WITHIN = timedelta(minutes=5)  # after the author's last message


def visible_conversations_q(member: Any) -> Q:
    """The condition that `member` may see the `topic` or the `room` of a row. One is NULL."""
    visible_topic = Q(topic__isnull=False) & visible_topics_q(member, "topic__")
    return visible_topic | (Q(room__isnull=False) & _visible_rooms_q(member, "room__"))


def _visible_rooms_q(member: Any, room: str = "") -> Q:
    """The condition that `member` may see a room: it is visible like its theme or topic.

    room: the path to the room, such as "room__".
    """
    closed = Theme.objects.closed_to(member)
    beside_theme = Q(**{f"{room}topic": None}) & ~Q(**{f"{room}theme__in": closed})
    beside_topic = Q(**{f"{room}topic__isnull": False})
    return beside_theme | (beside_topic & visible_topics_q(member, f"{room}topic__"))


class RoomQuerySet(ConversationQuerySet["Room"]):
    def visible_to(self, member: Any) -> "RoomQuerySet":
        """The rooms that `member` may see: a room is visible like its theme or topic."""
        return self.filter(_visible_rooms_q(member))

    def with_theme_and_topic(self) -> "RoomQuerySet":
        return self.select_related("theme", "topic__theme")

    def recently_active_ids(self) -> "list[int]":
        """The keys of the 50 rooms with the newest messages of the last day."""
        recent = self.filter(last_seen_at__gte=timezone.now() - ACTIVE_FOR).order_by(
            "-last_seen_at"
        )
        return list(recent.values_list("pk", flat=True)[:50])

    def of_place(self, place: Theme | Topic) -> "Room | None":
        """The room of a theme or topic. None while nobody has opened it."""
        which = {"topic": place} if isinstance(place, Topic) else {"theme": place}
        return self.filter(**which).first()

    def get_or_create_for(self, place: Theme | Topic) -> "Room":
        """The room of a theme or topic. The first call creates it; views call open_room."""
        which = {"topic": place} if isinstance(place, Topic) else {"theme": place}
        room = self.get_or_create(**which)[0]
        if isinstance(place, Topic):
            room.topic = place
        else:
            room.theme = place
        return room


class Room(Conversation):
    """A chat room beside a theme or a topic."""

    theme = models.OneToOneField(
        Theme, models.CASCADE, null=True, related_name="room", editable=False
    )
    topic = models.OneToOneField(
        Topic, models.CASCADE, null=True, related_name="room", editable=False
    )
    # The change mark of the topic that the room has broadcast last.
    topic_mark = models.PositiveBigIntegerField(default=0, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(theme=None, topic__isnull=False) | Q(theme__isnull=False, topic=None),
                name="room_beside_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Theme | Topic:
        """The theme or topic of this room."""
        return self.topic or self.theme  # type: ignore[return-value]

    @property
    def title(self) -> str:
        return str(self.place)

    @property
    def home_theme(self) -> Theme:
        return self.topic.theme if self.topic else self.theme  # type: ignore[return-value]

    @property
    def home_theme_id(self) -> int:
        return self.theme_id or self.topic.theme_id  # type: ignore[union-attr]

    @property
    def is_closed(self) -> bool:
        return bool(self.topic and self.topic.closed_at)

    @property
    def stream_name(self) -> str:
        return room_stream_name(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("chat:room", args=[self.pk])

    def append(self, message: "Message") -> "Message":
        """Add `message` at the end. Call it under the lock."""
        message.room = self
        message.continues = self._is_continued_by(message)
        self.insert(message)
        self.last_seen_at = message.created_at
        self.save()
        return message

    def _is_continued_by(self, message: "Message") -> bool:
        """Whether the author of the last message goes on with `message`, and answers nobody."""
        is_soon = message.created_at - self.last_seen_at < CONTINUES_WITHIN
        if message.reply_to or not is_soon:
            return False
        last = self.messages.filter(number=self.last_number)
        return last.filter(author=message.author_id).exists()


def room_stream_name(room_id: int) -> str:
    return f"room:{room_id}"


class MessageQuerySet(ContributionQuerySet["Message"]):
    def for_display(self) -> "MessageQuerySet":
        return self.select_related("author", "answered").with_body().order_by("number")


class RowsOfPage(NamedTuple):
    """rows: the values of MESSAGE.columns. times: the numbers and times of those with a text."""

    rows: list[tuple[Any, ...]]
    times: list[tuple[int, datetime]]


def rows_between(room: Room, first: int, last: int) -> RowsOfPage:
    """These messages, without their texts."""
    messages = Message.objects.filter(room=room, number__range=(first, last)).order_by("number")
    is_removed = ExpressionWrapper(REMOVED, output_field=models.BooleanField())
    columns = messages.values_list(*MESSAGE.columns, "created_at", is_removed)
    rows, times = [], []
    for *row, created_at, removed in columns:
        rows.append(tuple(row))
        if not removed:
            times.append((row[0], created_at))
    return RowsOfPage(rows, times)


class Message(Contribution):
    """One message in a room.

    reply_to: the number of a message in the same room. answered: the author of that message.
    continues: the message before is of the same author and minutes old, so pages show no new name.
    """

    conversation_field = "room"

    room = models.ForeignKey(Room, models.PROTECT, related_name="messages", editable=False)
    reply_to = models.PositiveIntegerField(null=True, editable=False)
    continues = models.BooleanField(default=False, db_default=False, editable=False)
    answered = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = MessageQuerySet.as_manager()

    class Meta(Contribution.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            *Contribution.Meta.constraints,
            models.UniqueConstraint(fields=["room", "number"], name="message_number"),
            models.UniqueConstraint(fields=["room", "changed"], name="message_mark"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["author", "-deleted_at"],
                name="message_restorable",
                condition=Q(deleted_at__isnull=False),
            ),
        ]

    def get_absolute_url(self) -> str:
        """The permanent address of a message. It redirects to its place in the room."""
        return reverse("chat:message_at", args=[self.room.pk, self.number])

    @property
    def own_page_url(self) -> str:
        return reverse("chat:message", args=[self.room.pk, self.number])

    @property
    def act_target(self) -> ActTarget:
        label = f"{self.room.title[: MAX_LABEL - 12]} #{self.number}"
        theme_id = self.room.home_theme_id
        return ActTarget(TargetKind.MESSAGE, self.pk, label, self.author_id, theme_id)
