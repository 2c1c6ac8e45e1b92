"""Topics, and the counts and the last poster that they carry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Community
from forum import markup
from forum.contributions.models import REMOVED, Conversation, ConversationQuerySet
from forum.themes.models import Theme

if TYPE_CHECKING:
    from forum.topics.models.posts import Post

POSTS_PER_PAGE = 20  # posts on a page
MAX_ANSWER_LINKS = 10  # links down from a post; the count goes on
# What has another meaning at the place of a topic's slug.
RESERVED_SLUGS = {
    "close",
    "follow",
    "hide",
    "manage",
    "move",
    "pin",
    "reply",
    "retitle",
    "room",
    "unhide",
}
COMMUNITY_COLUMNS = {
    Community.ACADEMIC: "by_academic",
    Community.PRACTITIONER: "by_practitioner",
    Community.CONSTITUENT: "by_constituent",
}


class TopicQuerySet(ConversationQuerySet["Topic"]):
    def visible_to(self, member: Any) -> TopicQuerySet:
        """The only door: a hidden topic exists for its theme's facilitators and administrators alone."""
        return self.filter(visible_topics_q(member))

    def facilitated_by(self, member: Any) -> TopicQuerySet:
        """Each with `facilitated`: whether `member` looks after its theme."""
        if not member.pk or permissions.may_administer(member):
            return self.annotate(facilitated=Value(bool(member.pk)))
        return self.annotate(
            facilitated=Exists(
                Theme.objects.facilitator_roles(member).filter(theme=OuterRef("theme_id"))
            )
        )

    def for_page(self, reader: Any) -> TopicQuerySet:
        """What `reader` may see, as topic_for() gives one of them."""
        return self.visible_to(reader).facilitated_by(reader).select_related("theme")

    def rows(self) -> TopicQuerySet:
        """In the order of a theme page, with what a row shows."""
        return self.select_related("theme", "last_poster").order_by(
            "-pinned", "-last_post_at", "-pk"
        )

    def last_post_in(self, theme: Theme) -> datetime | None:
        """When somebody last wrote in a visible topic of `theme`: the first rows of an index."""
        visible = self.filter(theme=theme, hidden_at=None).order_by("-last_post_at", "-pk")
        firsts = (
            visible.filter(pinned=pinned).values_list("last_post_at", flat=True).first()
            for pinned in (True, False)
        )
        return max((at for at in firsts if at), default=None)

    def after(self, key: str) -> TopicQuerySet:
        """The rows that follow the one whose `row_key` this is. Raises ValueError for no such key."""
        pinned, moment, pk = (int(part) for part in key.split("."))
        at = datetime.fromtimestamp(moment / 1_000_000, tz=UTC)
        later = Q(last_post_at__lt=at) | Q(last_post_at=at, pk__lt=pk)
        same = Q(pinned=bool(pinned)) & later
        return self.filter(same | Q(pinned=False) if pinned else same)


class Topic(Conversation):
    """A thread in a theme. It carries its own counts and last poster (decision 9)."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="topics", verbose_name=_("theme"))
    title = models.CharField(_("title"), max_length=150)
    slug = models.CharField(max_length=60, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    pinned = models.BooleanField(default=False, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_post_at = models.DateTimeField(default=timezone.now, editable=False)
    last_poster = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    post_count = models.PositiveIntegerField(default=0, editable=False)
    # What it was last counted as in a theme: counting.py.
    counted_in = models.ForeignKey(
        Theme, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    counted_posts = models.PositiveIntegerField(default=0, editable=False)
    by_academic = models.BooleanField(default=False, editable=False)
    by_practitioner = models.BooleanField(default=False, editable=False)
    by_constituent = models.BooleanField(default=False, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes: ClassVar = [
            models.Index(fields=["theme", "-pinned", "-last_post_at", "-id"], name="topic_rows"),
            models.Index(fields=["created_at", "id"], name="topic_by_age"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:topic", args=[self.pk, self.slug])

    def page_url(self, page: int) -> str:
        return self.get_absolute_url() if page == 1 else f"{self.get_absolute_url()}?page={page}"

    def post_url(self, number: int) -> str:
        """The permanent address of a post, which leads to its page and outlives every title."""
        return reverse("topics:post_at", args=[self.pk, number])

    def url_in_topic(self, number: int) -> str:
        """Where the post stands among the others; past the ends, the first or the last."""
        number = max(1, min(number, self.last_number))
        return f"{self.page_url(page_of(number))}#post-{number}"

    def quotations(self, numbers: list[int]) -> str:
        """Markdown that quotes these posts, in this order, with a blank line after each; nothing of what is gone."""
        posts = self.posts.exclude(REMOVED).select_related("author").filter(number__in=numbers)
        found = {post.number: post for post in posts}
        return "".join(
            markup.quote(
                post.source, username=post.author.handle or "…", url=self.post_url(post.number)
            )
            for post in map(found.get, dict.fromkeys(numbers))
            if post
        )

    @property
    def stream_name(self) -> str:
        return f"topic:{self.pk}"

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_at)

    @property
    def home_theme(self) -> Theme:
        return self.theme

    @property
    def last_page(self) -> int:
        return max(1, page_of(self.last_number))

    @property
    def replies(self) -> int:
        return max(0, self.post_count - 1)

    @property
    def row_key(self) -> str:
        """What the next page of rows starts after."""
        return f"{int(self.pinned)}.{round(self.last_post_at.timestamp() * 1_000_000)}.{self.pk}"

    def first_since(self, moment: datetime) -> int:
        """The number of the first post written at `moment` or later; of the last, when there is none.

        By halves, for numbers go with time and none is missing: 17 small queries among 100,000 posts.
        """
        low, high = 1, max(1, self.last_number)
        while low < high:
            middle = (low + high) // 2
            if self.posts.values_list("created_at", flat=True).get(number=middle) < moment:
                low = middle + 1
            else:
                high = middle
        return low

    def retitle(self, title: str) -> None:
        self.title = title
        slug = slugify(title)[:60].strip("-") or "topic"
        self.slug = f"topic-{slug}" if slug in RESERVED_SLUGS else slug

    def append(self, post: Post) -> Post:
        """Add `post` at the end and move the counts; call it under the lock."""
        post.topic = self
        self.insert(post)
        self.post_count += 1
        self.last_post_at, self.last_poster = post.created_at, post.author
        if spoken := COMMUNITY_COLUMNS.get(post.author.community):  # type: ignore[call-overload]
            setattr(self, spoken, True)
        self._answer(post, +1)
        self.save()
        return post

    def remove(self, contribution: Post, **changes: Any) -> None:
        """Turn a post into a tombstone, and update the counts."""
        was_removed = contribution.is_removed
        self.save_change(contribution, **changes)
        if not was_removed:
            self._recount(contribution, -1)
        self.save()

    def restore(self, contribution: Post, **changes: Any) -> None:
        """Undo `remove`, and update the counts."""
        self.save_change(contribution, **changes)
        if not contribution.is_removed:
            self._recount(contribution, +1)
        self.save()

    def recount(self) -> None:
        """Count everything anew from the posts, as `manage.py repair_counters` does; call it under the lock."""
        visible = self.posts.exclude(REMOVED)
        self.post_count = visible.count()
        self.last_number = self.posts.aggregate(most=Max("number"))["most"] or 0
        self.last_mark = max(self.last_mark, self.posts.aggregate(most=Max("changed"))["most"] or 0)
        spoken = set(self.posts.values_list("author__community", flat=True).distinct())
        for community, field in COMMUNITY_COLUMNS.items():
            setattr(self, field, community in spoken)
        self._note_last()
        self.save()

    def _recount(self, post: Post, step: int) -> None:
        self.post_count += step
        self._note_last()
        self._answer(post, step)

    def _note_last(self) -> None:
        last = self.posts.exclude(REMOVED).select_related("author").order_by("-number").first()
        self.last_post_at = last.created_at if last else self.created_at
        self.last_poster = last.author if last else None

    def _answer(self, post: Post, step: int) -> None:
        """Show or drop the link down from the post that `post` replies to."""
        parent = self.posts.filter(number=post.reply_to).first() if post.reply_to else None
        if parent is None:
            return
        others = [number for number in parent.answers if number != post.number]
        answers = sorted([*others, post.number])[:MAX_ANSWER_LINKS] if step > 0 else others
        self.save_change(parent, answers=answers, answer_count=max(0, parent.answer_count + step))


def topic_for(reader: Any, pk: int) -> Topic | None:
    """The topic with its theme, and with `facilitated`. None where `reader` may not see it."""
    return Topic.objects.for_page(reader).filter(pk=pk).first()


def current_page_version(topic_id: int) -> int | None:
    """The newest change mark: every change of a topic's page takes one. None if the topic is gone."""
    return Topic.objects.filter(pk=topic_id).values_list("last_mark", flat=True).first()


def visible_topics_q(member: Any, topic: str = "") -> Q:
    """That `member` may see a topic; for rows that lead to one, `topic` says how: "topic__".

    Asked of the joined row: a list of all visible topics (`topic__in`) would be made for each page.
    """
    if member.pk and permissions.may_administer(member):
        return ~Q(pk__in=[])  # everything; an empty Q would vanish from an "or"
    shown = Q(**{f"{topic}hidden_at": None})
    return (
        shown | Q(**{f"{topic}theme__in": Theme.objects.facilitator_roles(member).values("theme")})
        if member.pk
        else shown
    )


def page_of(number: int) -> int:
    """The page, from 1, on which the post with this number stands: a range, never a count."""
    return (max(number, 1) - 1) // POSTS_PER_PAGE + 1
