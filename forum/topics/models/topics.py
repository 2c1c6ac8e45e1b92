"""Topics, with their counts and their last poster."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import connections, models, router
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.acts.targets import ActTarget, TargetKind
from accounts.choices import Community
from collective_brain.errors import Refused
from forum import markup
from forum.contributions.models import REMOVED, Conversation
from forum.themes.models import Theme
from forum.topics.models.plans import HAS_PLAN, PlannedTopic
from forum.topics.models.questions import UNANSWERED, QuestionTopic
from forum.topics.models.topic_queries import TopicQuerySet

if TYPE_CHECKING:
    from forum.topics.models.posts import Post

POSTS_PER_PAGE = 20  # posts
MAX_NOTE = 500  # characters of the facilitators' note
MAX_ANSWER_LINKS = 10  # links from a post to its replies; the count has no limit
# These words have another meaning in the place of a slug.
RESERVED_SLUGS = {
    "close",
    "follow",
    "hide",
    "kind",
    "manage",
    "merge",
    "move",
    "note",
    "pin",
    "plan",
    "reply",
    "retitle",
    "room",
    "slow_mode",
    "split",
    "unhide",
}
COMMUNITY_COLUMNS = {
    Community.ACADEMIC: "by_academic",
    Community.PRACTITIONER: "by_practitioner",
    Community.CONSTITUENT: "by_constituent",
}


class Topic(PlannedTopic, QuestionTopic, Conversation):
    """A thread in a theme. It stores its own counts and its last poster (decision 9)."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="topics", verbose_name=_("theme"))
    title = models.CharField(_("title"), max_length=150)
    slug = models.CharField(max_length=60, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.CONTENT_LANGUAGES)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    pinned = models.BooleanField(default=False, editable=False)
    # In slow mode each member writes one post in so many minutes; 0: not in slow mode.
    slow_minutes = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # Markdown of a message, which the facilitators show at the top.
    note = models.CharField(
        max_length=MAX_NOTE, blank=True, default="", db_default="", editable=False
    )
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_why = models.CharField(max_length=300, blank=True, db_default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_post_at = models.DateTimeField(default=timezone.now, editable=False)
    last_poster = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    post_count = models.PositiveIntegerField(default=0, editable=False)
    # A merged topic has no posts of its own any more (decision 95).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    # What the counts of a theme contain of this topic: theme_counts.py.
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
            models.Index(
                fields=["-last_post_at", "-id"], name="topic_newest", condition=Q(hidden_at=None)
            ),
            models.Index(fields=["id"], name="topic_planned", condition=HAS_PLAN),
            models.Index(
                fields=["theme", "-pinned", "-last_post_at", "-id"],
                name="topic_unanswered",
                condition=UNANSWERED,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:topic", args=[self.pk, self.slug])

    def page_url(self, page: int) -> str:
        return self.get_absolute_url() if page == 1 else f"{self.get_absolute_url()}?page={page}"

    def post_url(self, number: int) -> str:
        """The permanent address of a post.

        It redirects to its page, and does not depend on the title.
        """
        return reverse("topics:post_at", args=[self.pk, number])

    @property
    def first_post_url(self) -> str:
        """Where the first post is now, also if the topic was merged into another one."""
        return self.post_url(1)

    def post_url_on_page(self, number: int) -> str:
        """The page and anchor of the post; of the first or last post if there is no such number."""
        number = max(1, min(number, self.last_number))
        return f"{self.page_url(page_of(number))}#post-{number}"

    def quotation_markdown(self, numbers: list[int]) -> str:
        """Markdown that quotes these posts in this order, with a blank line after each.

        Removed posts are ignored.
        """
        posts = self.posts.exclude(REMOVED).select_related("author").filter(number__in=numbers)
        post_by_number = {post.number: post for post in posts}
        quoted = [post_by_number[number] for number in numbers if number in post_by_number]
        return "".join(post.quotation_markdown() for post in dict.fromkeys(quoted))

    @property
    def note_html(self) -> SafeString:
        """The note of the facilitators. Pages cache it with the head of the topic."""
        try:
            return mark_safe(markup.render_message(self.note))  # noqa: S308 (from the markup package)
        except Refused:  # a later limit of the markup package
            return escape(self.note)

    @property
    def act_target(self) -> ActTarget:
        return ActTarget(TargetKind.TOPIC, self.pk, self.title, self.author_id, self.theme_id)

    @property
    def stream_name(self) -> str:
        return f"topic:{self.pk}"

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_at)

    @property
    def is_counted(self) -> bool:
        """Whether the counts of its theme contain it."""
        return not self.hidden_at and not self.merged_into_id

    @property
    def home_theme(self) -> Theme:
        return self.theme

    @property
    def last_page(self) -> int:
        return max(1, page_of(self.last_number))

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - 1)

    def first_post_number_since(self, moment: datetime) -> int:
        """The number of the first post written at `moment` or later, or of the last post.

        A binary search, because numbers grow with time and have no gaps: 17 queries for 100,000
        posts.
        """
        low, high = 1, max(1, self.last_number)
        while low < high:
            middle = (low + high) // 2
            if self.posts.values_list("created_at", flat=True).get(number=middle) < moment:
                low = middle + 1
            else:
                high = middle
        return low

    def set_title(self, title: str) -> None:
        self.title = title
        slug = slugify(title)[:60].strip("-") or "topic"
        self.slug = f"topic-{slug}" if slug in RESERVED_SLUGS else slug

    def append(self, post: Post) -> Post:
        """Add `post` at the end and update the counts. Call it under the lock."""
        post.topic = self
        self.insert(post)
        self.post_count += 1
        self.last_post_at, self.last_poster = post.created_at, post.author
        column = COMMUNITY_COLUMNS.get(post.author.community)  # type: ignore[call-overload]
        if column:
            setattr(self, column, True)
        self._update_answer_links(post, +1)
        self.save()
        return post

    def remove(self, contribution: Post, **changes: Any) -> None:
        """Turn a post into a tombstone, and update the counts."""
        was_removed = contribution.is_removed
        if contribution.number == self.accepted_number:
            self.accept_answer(None)
        self.save_change(contribution, **changes)
        if not was_removed:
            self._adjust_counts(contribution, -1)
        self.save()

    def restore(self, contribution: Post, **changes: Any) -> None:
        """Undo `remove`, and update the counts."""
        self.save_change(contribution, **changes)
        if not contribution.is_removed:
            self._adjust_counts(contribution, +1)
        self.save()

    def recount(self) -> None:
        """Count the posts again, for `manage.py doctor`. Call it under the lock.

        The change mark is new, because open and cached pages show the old counts.
        """
        self.post_count = self.posts.exclude(REMOVED).count()
        self._update_last_post()
        self.next_mark()
        self.save()

    def _adjust_counts(self, post: Post, step: int) -> None:
        self.post_count += step
        self._update_last_post()
        self._update_answer_links(post, step)

    def _update_last_post(self) -> None:
        last = self.posts.exclude(REMOVED).select_related("author").order_by("-number").first()
        self.last_post_at = last.created_at if last else self.created_at
        self.last_poster = last.author if last else None

    def _update_answer_links(self, post: Post, step: int) -> None:
        """Add or remove the link from the parent of `post` to `post`. step: +1 or -1."""
        parent = self.posts.filter(number=post.reply_to).first() if post.reply_to else None
        if parent is None:
            return
        others = [number for number in parent.answers if number != post.number]
        answers = sorted([*others, post.number])[:MAX_ANSWER_LINKS] if step > 0 else others
        self.save_change(parent, answers=answers, answer_count=max(0, parent.answer_count + step))


def current_page_version(topic_id: int) -> int | None:
    """The newest change mark. Every change of a topic page takes one. None if there is no topic.

    Plain SQL: it is all that a cached page asks, and the ORM would take half of the page's time.
    """
    with connections[router.db_for_read(Topic)].cursor() as cursor:
        cursor.execute("SELECT last_mark FROM topics_topic WHERE id = %s", [topic_id])
        row = cursor.fetchone()
    return row[0] if row else None


def page_of(number: int) -> int:
    """The page, from 1, of the post with this number.

    It follows from the number without a query.
    """
    return (max(number, 1) - 1) // POSTS_PER_PAGE + 1
