"""The checks of posts: replies, quotations, revisions and HTML."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum import markup
from forum.contributions.checks import first_value
from forum.contributions.html_checks import html_check
from forum.contributions.models import REMOVED
from forum.topics import actions, quotation_actions
from forum.topics.models import MAX_ANSWER_LINKS, Post, Quotation, Revision


def find_lost_parents(posts: "QuerySet[Post]") -> Iterator[Problem]:
    """Posts that reply to a number that does not exist, or not before them."""
    parents = Post.objects.filter(topic=OuterRef("topic"), number=OuterRef("reply_to"))
    replies = posts.exclude(reply_to=None).annotate(parent=first_value(parents, "pk"))
    return problem_of_each(
        replies.filter(Q(parent=None) | Q(reply_to__gte=F("number"))),
        "Post {topic}/{number} replies to post {reply_to}, which is missing or later",
    )


def forget_parent(key: int) -> None:
    with transaction.atomic(durable=True):
        topic, post = actions.posts.lock(Post.objects.get(pk=key))
        topic.save_change(post, reply_to=None)
        topic.save(update_fields=["last_mark"])


def find_shown_placeholders(posts: "QuerySet[Post]") -> Iterator[Problem]:
    """Places of moved posts that show a text, or look as if one could show it again."""
    placeholders = posts.exclude(moved_to=None)
    return problem_of_each(
        placeholders.filter(Q(deleted_at=None) | Q(hidden_at=None) | ~Q(source="")),
        "Post {topic}/{number} was moved to another topic, but is still shown",
        version="changed",
    )


def empty_placeholder(key: int) -> None:
    with transaction.atomic(durable=True):
        topic, post = actions.posts.lock(Post.objects.get(pk=key))
        now = timezone.now()
        topic.remove(post, source="", html="", deleted_at=now, hidden_at=now)


def find_wrong_answers(posts: "QuerySet[Post]") -> Iterator[Problem]:
    """Posts with wrong links to their replies, or a wrong count of replies."""
    replies = _replies_by_parent(posts)
    for pk, topic_id, number, links, count in posts.values_list(
        "pk", "topic", "number", "answers", "answer_count"
    ):
        shown, removed = replies.get((topic_id, number), ([], []))
        if count != len(shown):
            sentence = f"Post {topic_id}/{number} counts {count} replies, but it has {len(shown)}"
            yield Problem(pk, sentence)
        elif not _are_possible_links(links, shown, removed):
            yield Problem(pk, f"Post {topic_id}/{number} has wrong links to its replies")


def _replies_by_parent(
    posts: "QuerySet[Post]",
) -> dict[tuple[int, int], tuple[list[int], list[int]]]:
    """(topic id, number) of a post -> the numbers of its replies that are shown, and removed."""
    parents = posts.filter(topic=OuterRef("topic"), number=OuterRef("reply_to"))
    replies = Post.objects.filter(
        Exists(parents), topic__in=posts.values("topic"), reply_to__isnull=False
    )
    columns = ("topic", "reply_to", "number", "deleted_at", "hidden_at")
    by_parent: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for topic_id, reply_to, number, *removed_at in replies.order_by("number").values_list(*columns):
        shown, removed = by_parent.setdefault((topic_id, reply_to), ([], []))
        (removed if any(removed_at) else shown).append(number)
    return by_parent


def _are_possible_links(links: list[int], shown: list[int], removed: list[int]) -> bool:
    """Whether the links are right.

    After a removal, an eleventh reply does not move up: more than ten replies have fewer links.
    """
    if len(shown) + len(removed) <= MAX_ANSWER_LINKS:
        return links == shown
    return set(links) <= set(shown) and len(links) <= MAX_ANSWER_LINKS


def link_answers(key: int) -> None:
    with transaction.atomic(durable=True):
        topic, post = actions.posts.lock(Post.objects.get(pk=key))
        numbers = _numbers(topic.posts.filter(reply_to=post.number).exclude(REMOVED))
        topic.save_change(post, answers=numbers[:MAX_ANSWER_LINKS], answer_count=len(numbers))
        topic.save(update_fields=["last_mark"])


def _numbers(posts: "QuerySet[Post]") -> list[int]:
    return list(posts.order_by("number").values_list("number", flat=True))


def find_quotations_of_removed(quotations: "QuerySet[Quotation]") -> Iterator[Problem]:
    """Posts that still have words of a post that was removed (decision 11)."""
    of_removed = quotations.of_removed_posts()  # type: ignore[attr-defined]
    return problem_of_each(
        of_removed,
        "Post {post__topic}/{post__number} quotes post {quoted__topic}/{quoted__number},"
        " which is removed",
    )


def empty_quotation(key: int) -> None:
    quotation = Quotation.objects.select_related("post__topic").filter(pk=key).first()
    if quotation:  # the repair of another quotation in the same post deletes it, too
        post = quotation.post
        for _position in quotation_actions.empty_removed_quotations_in(post, post.author_id):
            pass


def find_unknown_quotations(posts: "QuerySet[Post]") -> Iterator[Problem]:
    """Posts that quote a post without a row that says so: it would keep the words for ever."""
    may_quote = posts.filter(source__contains="](/topics/", deleted_at=None)
    for post in may_quote.only("topic_id", "number", "source"):
        for topic_id, number in sorted(markup.quoted_posts(post.source)):
            quoted = Post.objects.filter(topic=topic_id, number=number).exclude(REMOVED)
            if quoted.exclude(quoted_by__post=post.pk).exists():
                name = f"Post {post.topic_id}/{post.number}"
                quoting = f"quotes post {topic_id}/{number}, but its list of quotations lacks it"
                yield Problem(post.pk, f"{name} {quoting}")
                break


def store_quotations(key: int) -> None:
    seen = Post.objects.get(pk=key)
    quoted = markup.quoted_posts(seen.source)  # slow, so before the lock
    with transaction.atomic(durable=True):
        _topic, post = actions.posts.lock(seen)
        if post.source == seen.source:
            actions.posts.store_quotations(post, quoted)


def find_outdated_revisions(posts: "QuerySet[Post]") -> Iterator[Problem]:
    """Edited posts with a last revision that is not their text."""
    newest = Revision.objects.filter(post=OuterRef("pk")).order_by("-pk")
    edited = posts.annotate(last_source=first_value(newest, "source"))
    return problem_of_each(
        edited.exclude(last_source=None).exclude(last_source=F("source")),
        "The last revision of post {topic}/{number} differs from its text",
        version="changed",
    )


def store_revision(key: int) -> None:
    with transaction.atomic(durable=True):
        _topic, post = actions.posts.lock(Post.objects.get(pk=key))
        last = post.revisions.order_by("-pk").first()
        if last and last.source != post.source:
            text = {name: getattr(post, name) for name in ("source", "html", "language")}
            Revision.objects.create(post=post, by_id=post.author_id, **text)


CHECKS = [
    RowCheck(
        "post-parents",
        rows=Post.objects.all,
        find=find_lost_parents,
        repair=one_by_one(forget_parent),
        repair_sentence="removes this link",
    ),
    RowCheck(
        "moved-posts",
        rows=Post.objects.all,
        find=find_shown_placeholders,
        repair=one_by_one(empty_placeholder),
        repair_sentence="removes what it shows",
    ),
    RowCheck(
        "post-replies",
        rows=Post.objects.all,
        find=find_wrong_answers,
        repair=one_by_one(link_answers),
        repair_sentence="counts and links its replies again",
    ),
    RowCheck(
        "unknown-quotations",
        rows=Post.objects.all,
        find=find_unknown_quotations,
        repair=one_by_one(store_quotations),
        repair_sentence="adds it",
    ),
    RowCheck(
        "removed-quotations",
        rows=Quotation.objects.all,
        find=find_quotations_of_removed,
        repair=one_by_one(empty_quotation),
        repair_sentence="replaces the quoted words by […]",
        is_eventual=True,
    ),
    RowCheck(
        "revisions",
        rows=Post.objects.all,
        find=find_outdated_revisions,
        repair=one_by_one(store_revision),
        repair_sentence="stores the text as its last revision",
        is_eventual=True,
    ),
    html_check(actions.posts),
]
