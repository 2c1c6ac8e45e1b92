"""The checks of topics and themes: numbers, counts, and what themes count of topics."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum.contributions.checks import count_of, first_value, number_checks, repair_under_lock
from forum.contributions.models import REMOVED
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import COMMUNITY_COLUMNS, Post, Topic
from forum.topics.theme_counts import recount_theme, update_theme_counts


def find_wrong_counts(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    visible = Post.objects.filter(topic=OuterRef("pk")).exclude(REMOVED)
    last = visible.order_by("-number")
    counted = topics.annotate(
        visible=count_of(visible, "topic"),
        last_at=Coalesce(first_value(last, "created_at"), F("created_at")),
        last_by=first_value(last, "author"),
    )
    columns = ("pk", "post_count", "visible", "last_post_at", "last_at", "last_poster", "last_by")
    for pk, count, visible_count, at, last_at, by, last_by in counted.values_list(*columns):
        if count != visible_count:
            yield Problem(pk, f"Topic {pk} counts {count} posts, but it shows {visible_count}")
        elif (at, by) != (last_at, last_by):
            yield Problem(pk, f"Topic {pk} has the time or the author of another post as its last")


def find_missing_communities(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    """Topics that show no community at all, though an author has one.

    A mark that differs from the author's present community is right: they may have changed it.
    """
    with_community = Post.objects.exclude(author__community="").filter(topic__in=topics)
    unmarked = topics.filter(
        **dict.fromkeys(COMMUNITY_COLUMNS.values(), False), pk__in=with_community.values("topic")
    )
    return problem_of_each(unmarked, "Topic {pk} shows no community, but an author has one")


def find_wrong_theme_counts(themes: "QuerySet[Theme]") -> Iterator[Problem]:
    """One transaction writes the counts and what they contain of each topic."""
    counted = Topic.objects.filter(counted_in=OuterRef("pk")).order_by().values("counted_in")
    posts = counted.annotate(total=Sum("counted_posts")).values("total")
    topics = counted.annotate(total=Count("pk")).values("total")
    summed = themes.annotate(
        posts=Coalesce(Subquery(posts), 0), topic_total=Coalesce(Subquery(topics), 0)
    )
    return problem_of_each(
        summed.exclude(topic_count=F("topic_total"), post_count=F("posts")),
        "Theme {slug} counts {topic_count} topics and {post_count} posts,"
        " but it has {topic_total} topics and {posts} posts",
    )


def find_wrong_theme_times(themes: "QuerySet[Theme]") -> Iterator[Problem]:
    for theme in themes:
        newest = Topic.objects.newest_post_time_in(theme)
        if theme.last_post_at != newest:
            stored = theme.last_post_at
            sentence = f"Theme {theme.slug} has its last post at {stored}, but it was at {newest}"
            yield Problem(theme.pk, sentence)


def find_uncounted_topics(topics: "QuerySet[Topic]") -> Iterator[Problem]:
    """Topics that their theme counts in another way than they are now."""
    shown = Q(hidden_at=None, merged_into=None) & (
        ~Q(counted_in=F("theme")) | Q(counted_in=None) | ~Q(counted_posts=F("post_count"))
    )
    is_left_out = Q(hidden_at__isnull=False) | Q(merged_into__isnull=False)
    hidden = is_left_out & (Q(counted_in__isnull=False) | Q(counted_posts__gt=0))
    return problem_of_each(
        topics.filter(shown | hidden),
        "The theme of topic {pk} counts {counted_posts} of its {post_count} posts",
        version="last_mark",
    )


def _count_in_theme(topic_id: int) -> None:
    update_theme_counts(topic_id)


def _set_communities(topic: Topic) -> None:
    communities = set(topic.posts.values_list("author__community", flat=True).distinct())
    for community, field in COMMUNITY_COLUMNS.items():
        setattr(topic, field, community in communities)
    topic.save()


CHECKS = [
    *number_checks(actions.posts, least=1),
    RowCheck(
        "topic-counts",
        rows=Topic.objects.all,
        find=find_wrong_counts,
        repair=repair_under_lock(Topic.objects.all, Topic.recount),
        repair_sentence="counts its posts again",
    ),
    RowCheck(
        "topic-communities",
        rows=Topic.objects.all,
        find=find_missing_communities,
        repair=repair_under_lock(Topic.objects.all, _set_communities),
        repair_sentence="marks the communities of its authors",
    ),
    RowCheck(
        "theme-counts",
        rows=Theme.objects.all,
        find=find_wrong_theme_counts,
        repair=one_by_one(recount_theme),
        repair_sentence="counts them again",
    ),
    RowCheck(
        "topics-in-theme",
        rows=Topic.objects.all,
        find=find_uncounted_topics,
        repair=one_by_one(_count_in_theme),
        repair_sentence="counts them again",
        is_eventual=True,
    ),
    RowCheck(
        "theme-times",
        rows=Theme.objects.all,
        find=find_wrong_theme_times,
        repair=one_by_one(recount_theme),
        repair_sentence="stores the time of its newest post",
        is_eventual=True,
    ),
]
