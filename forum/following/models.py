"""What each member follows, and how far they have read.

The level that counts for a topic is the first of these that exists: the level chosen for the topic,
the level chosen for its theme, "tracking" when the member wrote in the topic, and "normal".
A read position is a number, so the count of unread posts is a subtraction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, models, router
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from forum.chat.models import Room
from forum.following.read_markings import ReadMarking as ReadMarking
from forum.themes.models import Theme
from forum.topics.models import Post, Topic


class Level(models.TextChoices):
    MUTED = "muted", pgettext_lazy("how one follows", "Muted")
    NORMAL = "normal", pgettext_lazy("how one follows", "Replies only")
    TRACKING = "tracking", pgettext_lazy("how one follows", "Tracking")
    WATCHING = "watching", pgettext_lazy("how one follows", "Watching")

    @property
    def button_text(self) -> str:
        """What the button says that shows this level and opens the choice of another one."""
        if self is Level.NORMAL:
            return pgettext("button: choose how to follow", "Follow")
        return str(self.label)


class Reason(models.TextChoices):
    CHOSEN = "chosen", _("You chose this.")
    WROTE = "wrote", _("You wrote in this topic.")
    THEME = "theme", _("You follow its theme.")  # never stored: it comes from ThemeFollow


FOLLOWED_LEVELS = (Level.TRACKING, Level.WATCHING)

RowT = TypeVar("RowT", bound=models.Model)


class PositionQuerySet(models.QuerySet[RowT]):
    # SQL of the columns that depend on the position, by column name.
    derived_columns: ClassVar[dict[str, str]] = {}

    def advance(self, number: int, **key: Any) -> None:
        """Move the position at `key` forward to `number`, never back.

        Pages arrive in any order, so the statement compares the numbers. It is plain SQL because
        the ORM's upsert has no WHERE. One statement needs no transaction.
        """
        table = self.model._meta.db_table
        values = self._db_values_by_column(self.model(read=number, **key))
        inserted = {column: f"%({column})s" for column in values} | self.derived_columns
        updates = [f"{column} = excluded.{column}" for column in ("read", *self.derived_columns)]
        sql = (
            f"INSERT INTO {table} ({', '.join(inserted)}) VALUES ({', '.join(inserted.values())}) "
            f"ON CONFLICT ({', '.join(self._unique_columns())}) DO UPDATE SET {', '.join(updates)} "
            f"WHERE {table}.read < excluded.read"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def _db_values_by_column(self, row: Any) -> dict[str, Any]:
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        return {
            field.column: field.get_db_prep_save(field.value_from_object(row), connection)
            for field in fields
        }

    def _unique_columns(self) -> list[str]:
        options: Any = self.model._meta
        return [options.get_field(name).column for name in options.constraints[0].fields]

    def move_back(self, number: int, **key: Any) -> None:
        """Move the position at `key` back, so that `number` is unread; never forward."""
        self.filter(read__gte=number, **key).update(read=number - 1)


class ReadPositionQuerySet(PositionQuerySet["ReadPosition"]):
    derived_columns: ClassVar = {
        "unread_since": "(SELECT created_at FROM topics_post WHERE topic_id = %(topic_id)s "
        "AND number > %(read)s ORDER BY number LIMIT 1)"
    }

    def move_back(self, number: int, **key: Any) -> None:
        post = Post.objects.filter(topic=key["topic"], number=number)
        self.filter(read__gte=number, **key).update(
            read=number - 1, unread_since=Subquery(post.values("created_at"))
        )

    def advance_and_track_for_author(self, post_id: int) -> None:
        """Move the position of the post's author to the post, and let them track its topic.

        A level with a reason stays, as does a position that is further on. A closed account gets
        nothing. Safe to repeat. One statement, because every post waits for it.
        """
        values: dict[str, Any] = {
            "post": post_id,
            "level": Level.TRACKING,
            "reason": Reason.WROTE,
        }
        with connection.cursor() as cursor:
            cursor.execute(_ADVANCE_AND_TRACK_SQL, values)

    def set_unread_since(self, post: Post) -> None:
        """Set `unread_since` to the time of `post` for members who had read everything before it.

        The rows of other members do not change.
        """
        at_end = self.filter(topic=post.topic_id, unread_since=None, read__lt=post.number)
        at_end.update(unread_since=post.created_at)

    def add_for_new_followers(self, post: Post) -> None:
        """Mark the posts before `post` as read for new followers of its theme.

        New followers are members who began to follow the theme after the topic began.
        """
        rows = [
            ReadPosition(
                member_id=member_id,
                topic=post.topic,
                read=post.number - 1,
                unread_since=post.created_at,
            )
            for member_id in ThemeFollow.objects.new_followers_of(post)
        ]
        self.bulk_create(rows, ignore_conflicts=True, batch_size=500)

    def repair_unread_since(self, topic: Topic) -> None:
        """Set `unread_since` where `set_unread_since` was never called for a post."""
        newer_posts = Post.objects.filter(topic=topic, number__gt=OuterRef("read"))
        first_moment = newer_posts.order_by("number").values("created_at")[:1]
        missed = self.filter(topic=topic, unread_since=None, read__lt=topic.last_number)
        missed.update(unread_since=Subquery(first_moment))

    def attach_reading_state(self, member: Any, topics: Iterable[Topic]) -> None:
        """Set the reading state of `member` on each topic, with one query.

        my_level and my_reason; my_last_read (0: never opened); my_removed_count: removed posts
        after it; began_after_follow: whether the topic is newer than the ThemeFollow.

        Plain SQL: every member's topic page asks this, and the ORM takes 2 ms to build the query.
        """
        topic_by_pk: dict[int, Any] = {topic.pk: topic for topic in topics}
        placeholders = ", ".join(["%s"] * len(topic_by_pk))
        with connections[router.db_for_read(ReadPosition)].cursor() as cursor:
            cursor.execute(
                _READING_STATE_SQL.format(placeholders), [member.pk, member.pk, *topic_by_pk]
            )
            rows = cursor.fetchall()
        for pk, level, reason, theme_level, last_read, removed_count, began_after in rows:
            topic = topic_by_pk[pk]
            topic.my_level, topic.my_reason = level_and_reason(level, reason, theme_level)
            topic.my_last_read, topic.my_removed_count = last_read, removed_count
            topic.began_after_follow = bool(began_after)

    def watcher_ids(self, topic: Topic) -> list[int]:
        """The keys of the members who get a notification for every new post in `topic`."""
        chosen = self.filter(topic=topic, reason=Reason.CHOSEN)
        of_topic = chosen.filter(level=Level.WATCHING, member__closed_at=None)
        of_theme = ThemeFollow.objects.filter(
            theme=topic.theme_id, level=Level.WATCHING, member__closed_at=None
        ).exclude(member__in=chosen.values("member"))
        watchers = of_topic.values("member").union(of_theme.values("member"))
        return [row["member"] for row in watchers]

    def move_to_end(self, member: Any, topic_ids: list[int], *, until: datetime) -> None:
        """Move the positions of `member` in these topics to the last post of `until`."""
        self.bulk_create(
            [ReadPosition(member=member, topic_id=pk) for pk in topic_ids], ignore_conflicts=True
        )
        posts = Post.objects.filter(topic=OuterRef("topic"))
        number = Subquery(
            posts.filter(created_at__lte=until).order_by("-number").values("number")[:1]
        )
        newer = posts.filter(created_at__gt=until).order_by("number").values("created_at")[:1]
        behind = self.filter(member=member, topic__in=topic_ids, read__lt=number)
        behind.update(read=number, unread_since=Subquery(newer))


class ReadPosition(models.Model):
    """How a member follows a topic, why, and the last number that they have read in it.

    `read` is 0 when the member has never opened the topic. `unread_since` is the time of the next
    number, also when that post has been removed, and None when there is no next number. It lets the
    Following page read a range of an index. Table and index names come from the older class name.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="positions")
    level = models.CharField(max_length=8, choices=Level, blank=True)
    reason = models.CharField(max_length=6, choices=Reason, blank=True)
    read = models.PositiveIntegerField(default=0)
    unread_since = models.DateTimeField(null=True)

    objects = ReadPositionQuerySet.as_manager()

    class Meta:
        db_table = "following_position"
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
        level = self.filter(member=member, theme=theme).values_list("level", flat=True).first()
        return level or Level.NORMAL

    def new_followers_of(self, post: Post) -> list[int]:
        """The keys of the members who may find `post` as the first new one in its topic.

        They began to follow its theme after the topic began and before the post.
        """
        followed = self.filter(
            theme=post.topic.theme_id,
            level__in=FOLLOWED_LEVELS,
            since__gte=post.topic.created_at,
            since__lte=post.created_at,
        )
        return list(followed.values_list("member", flat=True))

    def theme_choices(self) -> list[tuple[int, str]]:
        """The themes that sign-up offers: (key, name in the reader's language)."""
        return [(theme.pk, theme.name) for theme in Theme.objects.open_to(AnonymousUser())]


class ThemeFollow(models.Model):
    """The level that a member chose for a theme.

    It counts for each topic of the theme for which the member has not chosen a level.
    since: when they began to follow. What is older is not new to them.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="follows")
    level = models.CharField(max_length=8, choices=Level)
    since = models.DateTimeField(db_default=Now())

    objects = ThemeFollowQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "theme"], name="theme_follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.level} {self.theme_id}"


class RoomReadPositionQuerySet(PositionQuerySet["RoomReadPosition"]):
    def last_read_number(self, member: Any, room: Room) -> int:
        """The last number that `member` has read in `room`; 0 when they have never been there."""
        return self.filter(member=member, room=room).values_list("read", flat=True).first() or 0


class RoomReadPosition(models.Model):
    """The last number that a member has read in a room."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, related_name="positions")
    read = models.PositiveIntegerField(default=0)

    objects = RoomReadPositionQuerySet.as_manager()

    class Meta:
        db_table = "following_roomposition"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "room"], name="room_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.room_id}: read {self.read}"


_READING_STATE_SQL = """
    SELECT topic.id, own.level, own.reason, of_theme.level, COALESCE(own.read, 0),
        (
            SELECT COUNT(*) FROM topics_post post
            WHERE post.topic_id = topic.id AND post.number > COALESCE(own.read, 0)
            AND (post.deleted_at IS NOT NULL OR post.hidden_at IS NOT NULL)
        ),
        topic.created_at >= of_theme.since
    FROM topics_topic topic
    LEFT JOIN following_position own ON own.topic_id = topic.id AND own.member_id = %s
    LEFT JOIN following_themefollow of_theme
        ON of_theme.theme_id = topic.theme_id AND of_theme.member_id = %s
    WHERE topic.id IN ({})
"""

_ADVANCE_AND_TRACK_SQL = """
    INSERT INTO following_position AS own
        (member_id, topic_id, level, reason, read, unread_since)
    SELECT post.author_id, post.topic_id, %(level)s, %(reason)s, post.number,
        (
            SELECT created_at FROM topics_post newer
            WHERE newer.topic_id = post.topic_id AND newer.number > post.number
            ORDER BY newer.number LIMIT 1
        )
    FROM topics_post post
    JOIN accounts_member author ON author.id = post.author_id
    WHERE post.id = %(post)s AND author.closed_at IS NULL
    ON CONFLICT (member_id, topic_id) DO UPDATE SET
        level = CASE WHEN own.reason = '' THEN excluded.level ELSE own.level END,
        reason = CASE WHEN own.reason = '' THEN excluded.reason ELSE own.reason END,
        read = CASE WHEN own.read < excluded.read THEN excluded.read ELSE own.read END,
        unread_since = CASE
            WHEN own.read < excluded.read THEN excluded.unread_since ELSE own.unread_since
        END
"""


def level_and_reason(
    level: str | None, reason: str | None, theme_level: str | None
) -> tuple[str, str]:
    """The level that counts in a topic, and why.

    level, reason: of the topic's ReadPosition; theme_level: of the ThemeFollow; None without one.
    with_reading_state is the same rule in SQL.
    """
    if reason == Reason.CHOSEN and level is not None:
        return level, Reason.CHOSEN.value
    if theme_level not in (None, Level.NORMAL.value):
        return str(theme_level), Reason.THEME.value
    if reason == Reason.WROTE:
        return Level.TRACKING.value, Reason.WROTE.value
    return Level.NORMAL.value, ""


def unread_count(topic: Any) -> int:
    """The posts that the member has not read, without removed ones. topic: with a reading state."""
    return max(0, topic.last_number - topic.my_last_read - topic.my_removed_count)


def with_reading_state(topics: models.QuerySet[Topic], member: Any) -> models.QuerySet[Any]:
    """`topics` with my_level and my_reason, as they count for `member`, and my_last_read.

    began_after_follow: whether the topic is newer than the ThemeFollow of the member, if any.
    """
    own = FilteredRelation("positions", condition=Q(positions__member=member))
    of_theme = FilteredRelation("theme__follows", condition=Q(theme__follows__member=member))
    chosen = Q(own__reason=Reason.CHOSEN)
    by_theme = Q(of_theme__level__isnull=False) & ~Q(of_theme__level=Level.NORMAL)
    wrote = Q(own__reason=Reason.WROTE)
    return topics.annotate(own=own, of_theme=of_theme).annotate(
        my_level=Case(
            When(chosen, then=F("own__level")),
            When(by_theme, then=F("of_theme__level")),
            When(wrote, then=Value(Level.TRACKING.value)),
            default=Value(Level.NORMAL.value),
        ),
        my_reason=Case(
            When(chosen, then=Value(Reason.CHOSEN.value)),
            When(by_theme, then=Value(Reason.THEME.value)),
            When(wrote, then=Value(Reason.WROTE.value)),
            default=Value(""),
        ),
        my_last_read=Coalesce(F("own__read"), 0),
        began_after_follow=Case(
            When(created_at__gte=F("of_theme__since"), then=Value(True)), default=Value(False)
        ),
    )


def last_number_at(moment: datetime, topic: Topic) -> int:
    """The number of the last post in `topic` that is not newer than `moment`.

    Two cases need no query: the topic is newer than `moment`, or its last post is not.
    """
    if topic.created_at > moment:
        return 0
    if topic.last_post_at <= moment:
        return topic.last_number
    newer_posts = topic.posts.filter(created_at__gt=moment).order_by("number")
    first_newer = newer_posts.values_list("number", flat=True).first()
    return first_newer - 1 if first_newer else topic.last_number
