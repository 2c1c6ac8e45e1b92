"""Bookmarks of members. A bookmark of a topic is one of its first post."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collective_brain.i18n.folding import fold
from forum.chat.models import Message, Room
from forum.contributions.models import REMOVED
from forum.topics.models import Post, Topic

MAX_BOOKMARKS = 1_000  # of one member
MAX_NOTE_LENGTH = 300  # characters
EXCERPT_HTML = 1_500  # characters of HTML


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def visible_to(self, member: Any) -> "BookmarkQuerySet":
        """Only the member's own."""
        return self.filter(member=member.pk) if member.pk else self.none()

    def about(self, contribution: Post | Message) -> "BookmarkQuerySet":
        return self.filter(**target_fields(contribution))

    def due(self) -> "BookmarkQuerySet":
        """Those to be reminded of: the morning has come, and the member was not reminded."""
        return self.filter(remind_at__lte=timezone.now(), reminded_at=None).order_by("remind_at")

    def matching(self, words: str, member: Any) -> "BookmarkQuerySet":
        """Those with all `words` in the note, or in the title of a topic that `member` may see.

        A member has at most MAX_BOOKMARKS, so this compares folded words in Python: both
        databases find the same.
        """
        wanted = fold(words).split()
        rows = list(self.values_list("pk", "note", "post__topic", "message__room__topic"))
        topic_ids = {topic for _pk, _note, *topics in rows for topic in topics if topic}
        visible = Topic.objects.visible_to(member).filter(pk__in=topic_ids)
        titles = dict(visible.values_list("pk", "title"))
        keys = []
        for pk, note, *topics in rows:
            text = fold(" ".join([note, *(titles.get(topic, "") for topic in topics)]))
            if all(word in text for word in wanted):
                keys.append(pk)
        return self.filter(pk__in=keys)


class Bookmark(models.Model):
    """One member's bookmark of one post or message."""

    target: Post | Message | None  # from attach_targets; None for what is no longer there

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="+")
    note = models.CharField(max_length=MAX_NOTE_LENGTH, blank=True)
    remind_on = models.DateField(null=True)
    remind_at = models.DateTimeField(null=True)  # 7 in the morning of the member, on that day
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(post=None, message__isnull=False) | Q(post__isnull=False, message=None),
                name="bookmark_of_one_text",
            ),
            models.UniqueConstraint(fields=["member", "post"], name="bookmark_of_post_once"),
            models.UniqueConstraint(fields=["member", "message"], name="bookmark_of_message_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["remind_at"],
                condition=Q(reminded_at=None, remind_at__isnull=False),
                name="bookmark_due",
            ),
        ]

    def __str__(self) -> str:
        return f"bookmark {self.pk}"

    @property
    def form_url(self) -> str:
        """The page that changes this bookmark. Only with a target."""
        return bookmark_url(self.target) if self.target else ""


def bookmark_url(contribution: Post | Message) -> str:
    if isinstance(contribution, Post):
        return reverse("bookmarks:post", args=[contribution.topic_id, contribution.number])
    return reverse("bookmarks:message", args=[contribution.room_id, contribution.number])


def attach_targets(bookmarks: Iterable[Bookmark], member: Any) -> None:
    """Set `target` of each, in two queries. It is None for what `member` may not read."""
    rows = list(bookmarks)
    topics = Topic.objects.visible_to(member)
    posts = Post.objects.filter(pk__in=[row.post_id for row in rows], topic__in=topics)
    rooms = Room.objects.visible_to(member)
    messages = Message.objects.filter(pk__in=[row.message_id for row in rows], room__in=rooms)
    targets: dict[tuple[bool, int], Post | Message] = {}
    readable: Any
    for readable in (
        posts.select_related("author", "topic__theme"),
        messages.select_related("author", "room__theme", "room__topic__theme"),
    ):
        for target in readable.exclude(REMOVED).with_body(first=EXCERPT_HTML):
            targets[isinstance(target, Post), target.pk] = target
    for row in rows:
        key = row.post_id or row.message_id or 0
        row.target = targets.get((row.post_id is not None, key))


def target_fields(contribution: Post | Message) -> dict[str, Any]:
    """The field that names the post or message, for a filter or a new row."""
    if isinstance(contribution, Post):
        return {"post": contribution}
    return {"message": contribution}
