"""What each member follows, and how far they have read.

A read position is a number, so the count of unread posts is a subtraction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, models, router
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Now

from forum.chat.models import Room
from forum.following.levels import FOLLOWED_LEVELS, Level, Reason, level_and_reason
from forum.following.position_querysets import PositionQuerySet
from forum.following.read_markings import ReadMarking as ReadMarking
from forum.themes.models import Theme
from forum.topics.models import Post, Topic


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
