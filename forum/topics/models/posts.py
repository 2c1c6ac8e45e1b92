"""The numbered posts of a topic."""

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.acts.targets import MAX_LABEL, ActTarget, TargetKind
from forum import markup
from forum.contributions.models import REMOVED, Contribution, ContributionQuerySet
from forum.themes.models import Theme
from forum.topics.fragments import POST
from forum.topics.models.topic_queries import listed_topics_q
from forum.topics.models.topics import POSTS_PER_PAGE, Topic, page_of

# Characters of HTML that an excerpt is made of. A post can have 200,000.
EXCERPT_HTML = 4_000
# As SQL, because Django would build and compile the same subquery for each page of a member: 8 % of
# the time of the page.
_ANSWERED_NAME = RawSQL(
    """(SELECT CASE WHEN author.closed_at IS NOT NULL THEN '' WHEN author.name = ''
    THEN author.handle ELSE author.name END
    FROM topics_post AS answered JOIN accounts_member AS author ON author.id = answered.author_id
    WHERE answered.topic_id = topics_post.topic_id AND answered.number = topics_post.reply_to)""",
    (),
    output_field=models.CharField(),
)


class PostQuerySet(ContributionQuerySet["Post"]):
    def between(self, topic_id: int, first: int, last: int) -> "PostQuerySet":
        """The posts with a number in first..last, in order, at most one page."""
        # The slice tells PostgreSQL that there are few rows. Otherwise it reads all members for
        # page 1 of a topic with 100,000 posts.
        return self.filter(topic=topic_id, number__range=(first, last)).order_by("number")[
            :POSTS_PER_PAGE
        ]

    def for_display(self) -> "PostQuerySet":
        return self.select_related("author").with_body().with_answered_name().order_by("number")

    def with_answered_name(self) -> "PostQuerySet":
        """Add `answered_name`: who wrote the post that each reply answers.

        It is empty for a former member, and None for a post that answers none.
        """
        return self.annotate(answered_name=_ANSWERED_NAME)

    def only_place_and_dates(self) -> "PostQuerySet":
        """Only what says where and when a post was written, without its text."""
        return self.select_related("topic").only(
            "number", "created_at", "topic__theme", "topic__created_at"
        )

    def public_in_theme(self, theme: Theme) -> "PostQuerySet":
        """The posts in `theme` that everybody may read who may read the theme."""
        return self.filter(topic__theme=theme, topic__hidden_at=None).exclude(REMOVED)

    def most_answered_numbers(self, topic: Topic, most: int) -> list[int]:
        """The numbers of the posts that were replied to most often."""
        answered = (
            self.filter(topic=topic, answer_count__gt=0).exclude(REMOVED).order_by("-answer_count")
        )
        return list(answered.values_list("number", flat=True)[:most])

    def newest_post_numbers_by_author(self, topic: Topic, author_id: int, most: int) -> list[int]:
        """The numbers of the last posts of one author in `topic`."""
        theirs = self.filter(topic=topic, author=author_id).exclude(REMOVED).order_by("-number")
        return list(theirs.values_list("number", flat=True)[:most])

    def seconds_to_next_post(self, topic: Topic, author_id: int) -> int:
        """In slow mode: how long `author_id` waits for their next post in `topic`; 0 if not.

        A post that they have deleted counts too, or they could write as often as they delete.
        """
        if not topic.slow_minutes:
            return 0
        own = self.filter(topic=topic, author=author_id).order_by("-number")
        last_at = own.values_list("created_at", flat=True).first()
        if last_at is None:
            return 0
        free_at = last_at + timedelta(minutes=topic.slow_minutes)
        return max(0, math.ceil((free_at - timezone.now()).total_seconds()))

    def moved_from(self, topic_id: int, number: int) -> "PostQuerySet":
        """The post that had this place before it was moved."""
        return self.filter(placeholders__topic=topic_id, placeholders__number=number)

    def written_by(self, author: Any, *, after: int) -> "PostQuerySet":
        """What `author` wrote and has not deleted, in order. after: a number."""
        own = self.filter(author=author.pk, deleted_at=None, number__gt=after)
        return own.select_related("author").defer("source").order_by("number")

    def public(self) -> "PostQuerySet":
        """What everybody may read."""
        return self.listed_to(AnonymousUser())

    def listed_to(self, member: Any) -> "PostQuerySet":
        """What lists show to `member`: nothing of hidden topics."""
        return self.filter(listed_topics_q(member, "topic__")).exclude(REMOVED)

    def first_public(self) -> "Post | None":
        """The excerpt of the first post of one topic, if everybody may read it."""
        excerpts = self.public().with_body(first=EXCERPT_HTML).select_related("author")
        return excerpts.filter(number=1).first()

    def accepted_in(self, topic: Topic) -> "Post | None":
        """The excerpt of the accepted answer of one topic, if everybody may read it."""
        excerpts = self.public().with_body(first=EXCERPT_HTML).select_related("author")
        answer = excerpts.filter(number=topic.accepted_number or 0).first()
        if answer:
            answer.topic = topic
        return answer

    def newest_public(self) -> "PostQuerySet":
        """Excerpts of everything that everybody may read, newest first."""
        return self.newest_listed_to(AnonymousUser())

    def newest_listed_to(self, member: Any) -> "PostQuerySet":
        """Excerpts of what lists show to `member`, newest first."""
        excerpts = self.listed_to(member).with_body(first=EXCERPT_HTML)
        return excerpts.select_related("author", "topic__theme").order_by("-pk")

    def newest_in(self, topic_ids: Iterable[int]) -> "PostQuerySet":
        """Excerpts of the newest visible post of each topic."""
        visible = self.filter(topic=OuterRef("pk")).exclude(REMOVED).order_by("-number")
        newest = Topic.objects.filter(pk__in=list(topic_ids)).values_list(
            Subquery(visible.values("pk")[:1])
        )
        return self.filter(pk__in=newest).with_body(first=EXCERPT_HTML)


def rows_on_page(topic: Topic, page: int) -> list[tuple[Any, ...]]:
    """The values of POST.columns for the posts on one page of `topic`, without their texts."""
    first = (page - 1) * POSTS_PER_PAGE + 1
    posts = Post.objects.with_answered_name().between(topic.pk, first, first + POSTS_PER_PAGE - 1)
    return list(posts.values_list(*POST.columns))


class Post(Contribution):
    """One post in a topic. `reply_to` and `answers` are numbers of posts in the same topic."""

    conversation_field = "topic"

    # No index of its own: two other indexes begin with it.
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="posts", editable=False, db_index=False
    )
    reply_to = models.PositiveIntegerField(null=True, editable=False)
    answers = models.JSONField(default=list, editable=False)
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    # Every member who may reply may edit it.
    is_wiki = models.BooleanField(default=False, db_default=False, editable=False)

    # Of a placeholder: the post that had its number here, and is in another topic (decision 95).
    moved_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="placeholders",
        db_index=False,
        editable=False,
    )

    objects = PostQuerySet.as_manager()

    class Meta(Contribution.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints: ClassVar = [
            *Contribution.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "number"], name="post_number"),
            models.UniqueConstraint(fields=["topic", "changed"], name="post_mark"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["author", "-id"], name="post_by_author"),
            models.Index(fields=["topic", "author", "-number"], name="post_of_author"),
            models.Index(fields=["topic", "number"], name="post_removed", condition=REMOVED),
            models.Index(
                fields=["author", "-deleted_at"],
                name="post_restorable",
                condition=Q(deleted_at__isnull=False),
            ),
            models.Index(
                fields=["topic", "-answer_count"],
                name="post_answered",
                condition=Q(answer_count__gt=0),
            ),
            models.Index(
                fields=["moved_to"],
                name="post_placeholder",
                condition=Q(moved_to__isnull=False),
            ),
        ]

    def get_absolute_url(self) -> str:
        return self.topic.post_url(self.number)

    def quotation_markdown(self, selected: str = "") -> str:
        """Markdown that quotes this post, with a blank line after it.

        selected: the words on the page that a reader selected; "" quotes the whole post. Raises
        Refused if they are too long.
        """
        piece = markup.source_piece(self.source, selected) if selected else self.source
        username = self.author.handle or "…"
        return markup.quote(piece, username=username, url=self.get_absolute_url())

    @property
    def is_placeholder(self) -> bool:
        return bool(self.moved_to_id)

    def require_same_request(self, conversation: Any, source: str) -> "Post":
        """Also if the post was moved between the request and its repeat."""
        is_moved = self.topic_id != conversation.pk and self.source == source
        if is_moved and self.placeholders.filter(topic=conversation.pk).exists():
            return self
        return super().require_same_request(conversation, source)

    @property
    def own_page_url(self) -> str:
        return reverse("topics:post", args=[self.topic.pk, self.number])

    @property
    def act_target(self) -> ActTarget:
        label = f"{self.topic.title[: MAX_LABEL - 12]} #{self.number}"
        return ActTarget(TargetKind.POST, self.pk, label, self.author_id, self.topic.theme_id)

    @property
    def page(self) -> int:
        """The page of the topic that shows it."""
        return page_of(self.number)

    @property
    def excerpt(self) -> str:
        return Truncator(self.own_text).chars(200)

    @property
    def first_words(self) -> str:
        """One line, for the row of its topic."""
        return Truncator(self.own_text).chars(120)

    @property
    def answered_url(self) -> str:
        """The permanent address of the post that this one answers."""
        return self.topic.post_url(self.reply_to or 0)

    @property
    def answered_number(self) -> str:
        return f"#{self.reply_to}"

    @property
    def answer_links(self) -> list[tuple[int, str]]:
        """The number and the permanent address of each reply that is linked."""
        return [(number, self.topic.post_url(number)) for number in self.answers]

    @property
    def answer_count_beyond_links(self) -> int:
        return self.answer_count - len(self.answers)
