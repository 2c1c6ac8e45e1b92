"""What each member follows, and how far they have read.

What counts for a topic, in this order: the level they chose for it, the level they chose for its theme,
having written in it (which tracks it), normal. Reading positions are numbers, so "unread" is a subtraction,
never a count.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import connection, models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics.models import Post, Topic


class Level(models.TextChoices):
    MUTED = "muted", pgettext_lazy("how one follows", "Muted")
    NORMAL = "normal", pgettext_lazy("how one follows", "Normal")
    TRACKING = "tracking", pgettext_lazy("how one follows", "Tracking")
    WATCHING = "watching", pgettext_lazy("how one follows", "Watching")


class Reason(models.TextChoices):
    CHOSEN = "chosen", _("You chose this.")
    WROTE = "wrote", _("You wrote in this topic.")
    THEME = "theme", _("You follow its theme.")  # never stored: it comes from ThemeFollow


FOLLOWED = (Level.TRACKING, Level.WATCHING)

RowT = TypeVar("RowT", bound=models.Model)


class ReadQuerySet(models.QuerySet[RowT]):
    derived: ClassVar[dict[str, str]] = {}  # column: SQL of what follows from a position

    def advance(self, number: int, **place: Any) -> None:
        """Move the position at `place` forward to `number`, never back, in whatever order pages arrive.

        One statement on both databases, which needs no transaction; the ORM's upsert knows no WHERE.
        """
        about: Any = self.model._meta
        row = self.model(read=number, **place)
        fields = [field for field in about.concrete_fields if not field.primary_key]
        values = {
            field.column: field.get_db_prep_save(field.value_from_object(row), connection)
            for field in fields
        }
        columns = {column: f"%({column})s" for column in values} | self.derived
        moved = ", ".join(f"{column} = excluded.{column}" for column in ("read", *self.derived))
        unique = ", ".join(about.get_field(name).column for name in about.constraints[0].fields)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {about.db_table} ({', '.join(columns)}) VALUES ({', '.join(columns.values())}) "
                f"ON CONFLICT ({unique}) DO UPDATE SET {moved} WHERE {about.db_table}.read < excluded.read",
                values,
            )

    def go_back(self, number: int, **place: Any) -> None:
        """Move the position at `place` back, so that `number` is unread; never forward."""
        self.filter(read__gte=number, **place).update(read=number - 1)


class PositionQuerySet(ReadQuerySet["Position"]):
    derived: ClassVar = {
        "unread_since": "(SELECT created_at FROM topics_post WHERE topic_id = %(topic_id)s "
        "AND number > %(read)s ORDER BY number LIMIT 1)"
    }

    def go_back(self, number: int, **place: Any) -> None:
        written = Post.objects.filter(topic=place["topic"], number=number).values("created_at")
        self.filter(read__gte=number, **place).update(
            read=number - 1, unread_since=Subquery(written)
        )

    def note_post(self, post: Post) -> None:
        """Who had read the topic to its end has something unread since `post`; nobody else's row is touched."""
        at_end = self.filter(topic=post.topic_id, unread_since=None, read__lt=post.number)
        at_end.update(unread_since=post.created_at)

    def mend(self, topic: Topic) -> None:
        """Find what `note_post` was never told."""
        written = Post.objects.filter(topic=topic, number__gt=OuterRef("read")).order_by("number")
        missed = self.filter(topic=topic, unread_since=None, read__lt=topic.last_number)
        missed.update(unread_since=Subquery(written.values("created_at")[:1]))

    def note(self, member: Any, topics: Iterable[Topic]) -> None:
        """Give each of `topics` my_level, my_reason and my_read (0: never opened), in one query."""
        given = {topic.pk: topic for topic in topics}
        found = _of_many(member, given)
        for pk, level, reason, read in found:
            given[pk].my_level, given[pk].my_reason, given[pk].my_read = level, reason, read  # type: ignore[attr-defined]

    def watchers_of(self, topic: Topic) -> list[int]:
        """The keys of the members who are told of every new post in `topic`."""
        chosen = self.filter(topic=topic, reason=Reason.CHOSEN)
        watch = chosen.filter(level=Level.WATCHING, member__closed_at=None).values("member")
        watch_theme = ThemeFollow.objects.filter(
            theme=topic.theme_id, level=Level.WATCHING, member__closed_at=None
        ).exclude(member__in=chosen.values("member"))
        return [row["member"] for row in watch.union(watch_theme.values("member"))]

    def catch_up(self, member: Any, topic_ids: list[int]) -> None:
        """Move the positions in these topics to their ends."""
        self.bulk_create(
            [Position(member=member, topic_id=pk) for pk in topic_ids], ignore_conflicts=True
        )
        end = Topic.objects.filter(pk=OuterRef("topic")).values("last_number")
        self.filter(member=member, topic__in=topic_ids, read__lt=Subquery(end)).update(
            read=Subquery(end), unread_since=None
        )


class Position(models.Model):
    """How a member follows a topic, why, and the highest number they have read in it (0: never opened).

    unread_since: when the number after that was written, even if it is gone by now; None: there was none yet. The Following
    page is a range of an index because of it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="positions")
    level = models.CharField(max_length=8, choices=Level, blank=True)
    reason = models.CharField(max_length=6, choices=Reason, blank=True)
    read = models.PositiveIntegerField(default=0)
    unread_since = models.DateTimeField(null=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["member", "unread_since", "topic"],
                condition=Q(unread_since__isnull=False),
                name="position_unread",
            ),
            models.Index(
                fields=["topic", "read"], condition=Q(unread_since=None), name="position_at_end"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "topic"], name="position_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.topic_id}: {self.level or '-'}, read {self.read}"


class ThemeFollowQuerySet(models.QuerySet["ThemeFollow"]):
    def level_of(self, member: Any, theme: Theme) -> str:
        found = self.filter(member=member, theme=theme).values_list("level", flat=True).first()
        return found or Level.NORMAL

    def choices(self) -> list[tuple[int, str]]:
        """The themes that a member may follow at the end of sign-up: (key, name in the reader's language)."""
        return [(theme.pk, theme.name) for theme in Theme.objects.all()]


class ThemeFollow(models.Model):
    """The level a member chose for a theme: it counts for all its topics without a level of their own."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="follows")
    level = models.CharField(max_length=8, choices=Level)

    objects = ThemeFollowQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "theme"], name="theme_follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.level} {self.theme_id}"


class RoomPositionQuerySet(ReadQuerySet["RoomPosition"]):
    def read_by(self, member: Any, room: Room) -> int:
        """The highest number `member` has read in `room`; 0 when they were never there."""
        return self.filter(member=member, room=room).values_list("read", flat=True).first() or 0


class RoomPosition(models.Model):
    """The highest number a member has read in a room."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, related_name="positions")
    read = models.PositiveIntegerField(default=0)

    objects = RoomPositionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "room"], name="room_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.room_id}: read {self.read}"


def _of_many(member: Any, topics: Iterable[int]) -> models.QuerySet[Any, Any]:
    among = Topic.objects.filter(pk__in=topics)
    return topics_of(member, among).values_list("pk", "my_level", "my_reason", "my_read")


def topics_of(member: Any, among: models.QuerySet[Topic]) -> models.QuerySet[Any]:
    """Topics as they are to `member`: my_level and my_reason as they count, my_read."""
    mine = FilteredRelation("positions", condition=Q(positions__member=member))
    theme = FilteredRelation("theme__follows", condition=Q(theme__follows__member=member))
    chosen, by_theme = (
        Q(mine__reason=Reason.CHOSEN),
        Q(my_theme__level__isnull=False) & ~Q(my_theme__level=Level.NORMAL),
    )
    wrote = Q(mine__reason=Reason.WROTE)
    return among.annotate(mine=mine, my_theme=theme).annotate(
        my_level=Case(
            When(chosen, then=F("mine__level")),
            When(by_theme, then=F("my_theme__level")),
            When(wrote, then=Value(Level.TRACKING.value)),
            default=Value(Level.NORMAL.value),
        ),
        my_reason=Case(
            When(chosen, then=Value(Reason.CHOSEN.value)),
            When(by_theme, then=Value(Reason.THEME.value)),
            When(wrote, then=Value(Reason.WROTE.value)),
            default=Value(""),
        ),
        my_read=Coalesce(F("mine__read"), 0),
    )


def behind_in(member: Any) -> models.QuerySet[Any]:
    """The visible topics that `member` follows and has not read to the end."""
    of_member = Q(pk__in=Position.objects.filter(member=member).exclude(reason="").values("topic"))
    of_member |= Q(
        theme__in=ThemeFollow.objects.filter(member=member, level__in=FOLLOWED).values("theme")
    )
    followed = topics_of(member, Topic.objects.visible_to(member).filter(of_member))
    return followed.filter(my_level__in=FOLLOWED, last_number__gt=F("my_read"))


def fresh_in(member: Any, theme: Theme) -> models.QuerySet[Any]:
    """The visible topics of `theme` whose rows say "new" to `member` (templatetags/following.py: unread)."""
    topics = topics_of(member, theme.topics.visible_to(member)).filter(last_number__gt=F("my_read"))
    news = Q(my_read__gt=0) | Q(my_level__in=FOLLOWED) | Q(last_post_at__gt=member.joined_at)
    return topics.filter(news).exclude(my_level=Level.MUTED)


def written_before(moment: datetime, topic: Topic) -> int:
    """The number of the last post in `topic` that is not newer than `moment`; a query only if need be."""
    if topic.created_at > moment:
        return 0
    if topic.last_post_at <= moment:
        return topic.last_number
    newer = (
        topic.posts.filter(created_at__gt=moment)
        .order_by("number")
        .values_list("number", flat=True)
        .first()
    )
    return newer - 1 if newer else topic.last_number
