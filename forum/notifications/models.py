"""What a member is told. A row holds no words of a post or message, only the reason that a facilitator or
reporter wrote; so what is deleted there is gone here, too (decision 11)."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from forum.chat.models import Message, Room
from forum.contributions.models import REMOVED
from forum.topics.models import Post, Topic, visible_topics_q

BATCH = 500  # rows in one insert
MOST_COUNTED = 99  # the bell says "99+" over this

IS_READ = models.ExpressionWrapper(Q(read_at__isnull=False), models.BooleanField())


class Kind(models.TextChoices):
    REPLY = "reply", _("%(name)s replied to you")
    MENTION = "mention", _("%(name)s mentioned you")
    WATCHED = "watched", _("%(name)s wrote a new post")
    REPORT = "report", _("%(name)s asks you to look at a post")
    NOTE = "note", _("%(name)s edited your post")
    HIDDEN = "hidden", _("%(name)s hid what you wrote")


# A member gets one of these for a post, the first that holds; it is read when the post has been seen.
ABOUT_A_POST = (Kind.MENTION, Kind.REPLY, Kind.WATCHED)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def tell(self, members: Iterable[int], **what: Any) -> list[int]:
        """One notification for each of `members`, but closed accounts; returns those who did not have it yet."""
        told: list[int] = []
        rest = iter(sorted(set(members)))
        while batch := list(islice(rest, BATCH)):
            had = self.filter(**what).values("member")
            open_accounts = Member.objects.filter(pk__in=batch, closed_at=None)
            new = list(
                open_accounts.exclude(pk__in=had).order_by("pk").values_list("pk", flat=True)
            )
            rows = [Notification(member_id=member, **what) for member in new]
            Notification.objects.bulk_create(rows, ignore_conflicts=True)
            told += new
        return told

    def about(self, item: Post | Message) -> "NotificationQuerySet":
        return self.filter(number=item.number, **on(item.conversation))

    def of_posts(self) -> "NotificationQuerySet":
        return self.filter(kind__in=ABOUT_A_POST)

    def unread_by(self, member: Any) -> "NotificationQuerySet":
        return self.filter(member=member, read_at=None)

    def in_bell(self, member: Any) -> "list[Notification]":
        """The newest unread ones, at most one more than the bell counts."""
        shown = self.unread_by(member).order_by("-pk").only("kind", "topic_id", "room_id", "number")
        return list(shown[: MOST_COUNTED + 1])

    def unread_count(self, member: Any) -> int:
        """At most MOST_COUNTED + 1."""
        return len(self.unread_by(member).order_by("-pk").values_list("pk")[: MOST_COUNTED + 1])

    def mark_read(self) -> int:
        return self.filter(read_at=None).update(read_at=timezone.now())

    def visible_to(self, member: Any) -> "NotificationQuerySet":
        """One's own, about what one may still see; that something of one's own was hidden stays."""
        return self.filter(_in_sight_of(member) | Q(kind=Kind.HIDDEN), member=member)

    def leading_somewhere(self, member: Any) -> "NotificationQuerySet":
        """One's own whose post or message is still there to be read."""
        there = {"number": OuterRef("number")}
        post = Post.objects.filter(topic=OuterRef("topic"), **there).exclude(REMOVED)
        message = Message.objects.filter(room=OuterRef("room"), **there).exclude(REMOVED)
        of_what_is_there = ~Q(kind__in=ABOUT_A_POST) | Exists(post) | Exists(message)
        return self.filter(_in_sight_of(member), of_what_is_there, member=member)

    def listed(self, after: str = "") -> "NotificationQuerySet":
        """Unread first, then the newest first. after: the `row_key` of the row before the page."""
        rows = self.annotate(is_read=IS_READ)
        rows = rows.select_related(
            "topic__theme", "room__theme", "room__topic__theme", "by"
        ).order_by("is_read", "-pk")
        if not after:
            return rows
        was_read, pk = (int(part) for part in after.split("."))
        later = Q(is_read=bool(was_read), pk__lt=pk)
        return rows.filter(later if was_read else later | Q(is_read=True))


class Notification(models.Model):
    """One thing that one member is told: about post or message `number` of a topic or room."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=300, blank=True)
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
            # `by` and `text` are part of it: two members may report the same post.
            models.UniqueConstraint(
                fields=["topic", "number", "member", "kind", "by", "text"],
                name="notification_topic_once",
            ),
            models.UniqueConstraint(
                fields=["room", "number", "member", "kind", "by", "text"],
                name="notification_room_once",
            ),
            models.CheckConstraint(
                condition=Q(topic=None, room__isnull=False) | Q(topic__isnull=False, room=None),
                name="notification_about_one_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.kind} {self.topic_id or self.room_id}#{self.number}"

    @property
    def conversation(self) -> Topic | Room:
        return self.topic or self.room  # type: ignore[return-value]

    @property
    def stream_name(self) -> str:
        return f"topic:{self.topic_id}" if self.topic_id else f"room:{self.room_id}"

    @property
    def sentence(self) -> str:
        return str(Kind(self.kind).label) % {"name": self.by.get_full_name()}

    @property
    def is_of_post(self) -> bool:
        return self.kind in ABOUT_A_POST

    @property
    def row_key(self) -> str:
        return f"{int(bool(self.read_at))}.{self.pk}"

    @property
    def target(self) -> str:
        """Where it leads: to the place of the post; what needs a decision, to the post's own page."""
        name = "topics:post" if self.topic_id else "chat:message"
        page = f"{name}_at" if self.is_of_post else name
        return reverse(page, args=[self.topic_id or self.room_id, self.number])


def _in_sight_of(member: Any) -> Q:
    of_topic = Q(topic__isnull=False) & visible_topics_q(member, "topic__")
    of_room = Q(room__isnull=False) & (
        Q(room__topic=None) | visible_topics_q(member, "room__topic__")
    )
    return of_topic | of_room


def on(line: Topic | Room) -> dict[str, Any]:
    """The fields that say which topic or room."""
    return {"topic": line} if isinstance(line, Topic) else {"room": line}
