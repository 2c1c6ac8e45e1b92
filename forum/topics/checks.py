"""The checks of topics and themes: numbers, counts, and what themes count of topics."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from collective_brain.doctor import Problem, RowCheck, one_by_one
from forum.contributions import checks as shared
from forum.contributions.models import REMOVED
from forum.themes.models import Theme
from forum.topics.models import COMMUNITY_COLUMNS, Post, Topic
from forum.topics.theme_counts import recount_theme, update_theme_counts


def find_wrong_numbers(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    return shared.find_wrong_numbers(topics, Post.objects.all(), "Topic")


def find_gaps(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    """Also topics without any post: each topic begins with one."""
    yield from shared.find_gaps(topics, Post.objects.all(), "Topic")
    empty = topics.exclude(pk__in=Post.objects.filter(topic__in=topics).values("topic"))
    for pk in empty.values_list("pk", flat=True):
        yield Problem(pk, f"Topic {pk} has no post")


def fill_gaps(topic: Topic) -> None:
    if not topic.posts.exists():
        post = shared.new_tombstone(Post, topic.author, topic.created_at)
        post.topic = topic
        topic.insert(post)
    shared.fill_gaps(topic, topic.posts.all(), topic.author)
    topic.recount()


def find_wrong_counts(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    visible = Post.objects.filter(topic=OuterRef("pk")).exclude(REMOVED)
    last = visible.order_by("-number")
    counted = topics.annotate(
        visible=shared.count_of(visible, "topic"),
        last_at=Coalesce(shared.first_value(last, "created_at"), F("created_at")),
        last_by=shared.first_value(last, "author"),
    )
    columns = ("pk", "post_count", "visible", "last_post_at", "last_at", "last_poster", "last_by")
    for pk, count, visible_count, at, last_at, by, last_by in counted.values_list(*columns):
        if count != visible_count:
            yield Problem(pk, f"Topic {pk} counts {count} posts and shows {visible_count}")
        elif (at, by) != (last_at, last_by):
            yield Problem(pk, f"Topic {pk} names another last post than the one that it shows")


def find_missing_communities(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    """Topics that show no community at all, though an author has one.

    A mark that differs from the author's present community is right: they may have changed it.
    """
    unmarked = topics.filter(**dict.fromkeys(COMMUNITY_COLUMNS.values(), False))
    with_community = Post.objects.exclude(author__community="").filter(topic__in=unmarked)
    for pk in with_community.values_list("topic", flat=True).distinct():
        yield Problem(pk, f"Topic {pk} shows no community of its authors")


def find_wrong_theme_counts(themes: "QuerySet[Theme]") -> Iterator[Problem]:
    """One transaction writes the counts and what they contain of each topic."""
    counted = Topic.objects.filter(counted_in=OuterRef("pk")).order_by().values("counted_in")
    posts = counted.annotate(total=Sum("counted_posts")).values("total")
    topics = counted.annotate(total=Count("pk")).values("total")
    summed = themes.annotate(
        posts=Coalesce(Subquery(posts), 0), topic_total=Coalesce(Subquery(topics), 0)
    )
    columns = ("pk", "slug", "topic_count", "topic_total", "post_count", "posts")
    for pk, slug, *counts in summed.values_list(*columns):
        if counts[0] != counts[1] or counts[2] != counts[3]:
            yield Problem(
                pk,
                f"Theme {slug} counts {counts[0]} topics with {counts[2]} posts,"
                f" but has {counts[1]} with {counts[3]}",
            )


def find_wrong_theme_times(themes: "QuerySet[Theme]") -> Iterator[Problem]:
    for theme in themes:
        newest = Topic.objects.newest_post_time_in(theme)
        if theme.last_post_at != newest:
            yield Problem(
                theme.pk,
                f"Theme {theme.slug} has its last post at {newest}, not at {theme.last_post_at}",
            )


def find_uncounted_topics(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    """Topics that their theme counts in another way than they are now."""
    shown = Q(hidden_at=None) & (
        ~Q(counted_in=F("theme")) | Q(counted_in=None) | ~Q(counted_posts=F("post_count"))
    )
    hidden = Q(hidden_at__isnull=False) & (Q(counted_in__isnull=False) | Q(counted_posts__gt=0))
    columns = ("pk", "counted_posts", "post_count", "last_mark")
    for pk, count, posts, mark in topics.filter(shown | hidden).values_list(*columns):
        yield Problem(pk, f"The theme of topic {pk} counts {count} of its {posts} posts", mark)


def _count_in_theme(topic_id: int) -> None:
    update_theme_counts(topic_id)


def _set_communities(topic: Topic) -> None:
    communities = set(topic.posts.values_list("author__community", flat=True).distinct())
    for community, field in COMMUNITY_COLUMNS.items():
        setattr(topic, field, community in communities)
    topic.save()


def _repair_numbers(topic: Topic) -> None:
    shared.repair_numbers(topic, topic.posts.all())


def _all_topics() -> Any:
    return Topic.objects.all()


def _topic_repair(repair: Any) -> Any:
    return one_by_one(shared.locked_repair(Topic.objects.all, repair))


CHECKS = [
    RowCheck(
        "topic-numbers",
        rows=_all_topics,
        find=find_wrong_numbers,
        repair=_topic_repair(_repair_numbers),
        repair_sentence="takes over the numbers of its posts",
    ),
    RowCheck(
        "topic-gaps",
        rows=_all_topics,
        find=find_gaps,
        repair=_topic_repair(fill_gaps),
        repair_sentence="puts a deleted post without text in each gap",
    ),
    RowCheck(
        "topic-counts",
        rows=_all_topics,
        find=find_wrong_counts,
        repair=_topic_repair(Topic.recount),
        repair_sentence="counts its posts again",
    ),
    RowCheck(
        "topic-communities",
        rows=_all_topics,
        find=find_missing_communities,
        repair=_topic_repair(_set_communities),
        repair_sentence="marks the communities of its authors",
    ),
    RowCheck(
        "theme-counts",
        rows=Theme.objects.all,
        find=find_wrong_theme_counts,
        repair=one_by_one(recount_theme),
        repair_sentence="counts its topics again",
    ),
    RowCheck(
        "topics-in-theme",
        rows=_all_topics,
        find=find_uncounted_topics,
        repair=one_by_one(_count_in_theme),
        repair_sentence="counts it again",
        is_eventual=True,
    ),
    RowCheck(
        "theme-times",
        rows=Theme.objects.all,
        find=find_wrong_theme_times,
        repair=one_by_one(recount_theme),
        repair_sentence="looks for the last post again",
        is_eventual=True,
    ),
]
