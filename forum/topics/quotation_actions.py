"""Remove the words of a deleted or hidden post from the posts that quote it."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from django.db import transaction

from collective_brain import event_log
from collective_brain.errors import Refused
from forum import markup
from forum.topics import actions, events
from forum.topics.models import Post, Quotation


def empty_quotations_of(removed: Post, by: int, *, after: Any = None) -> Iterator[list[int]]:
    """Remove the words of `removed` from every post that quotes it. Safe to repeat.

    A long job in pieces: it yields where it is, and continues with that as `after`.
    by: the key of a member.
    """
    # A post that is done has no quotation left, so the rest begins with the one that was begun.
    quoting = Quotation.objects.filter(quoted=removed).order_by("post_id")
    for post_id in list(quoting.values_list("post_id", flat=True)):
        begun = after[1:] if after and after[0] == post_id else None
        post = Post.objects.select_related("topic").get(pk=post_id)
        for position in empty_removed_quotations_in(post, by, after=begun):
            yield [post_id, *position]
        yield [post_id]


def empty_removed_quotations_in(post: Post, by: int, *, after: Any = None) -> Iterator[list[int]]:
    """Empty the quotations of removed posts in `post` and in its revisions. Safe to repeat.

    It is a long job in pieces, like empty_quotations_of, and yields its position after each piece.
    A position has two numbers: the version of the post after it was emptied, and the key of the
    last revision that was emptied.
    """
    of_removed = post.quotations.of_removed_posts()
    removed = set(of_removed.values_list("quoted__topic_id", "quoted__number"))
    earlier_places = Post.objects.filter(moved_to__in=of_removed.values("quoted"))
    removed |= set(earlier_places.values_list("topic_id", "number"))
    if not removed:
        return
    redact = partial(markup.redact_quotations, posts=removed)
    version, last_key = after or (None, 0)
    if version != post.version:
        actions.posts.rewrite(post, redact, event=events.QuotationsEmptied(post.pk, by=by))
        last_key = 0
        yield [post.version, last_key]
    for key in actions.posts.rewrite_revisions(post, redact, after=last_key):
        yield [post.version, key]
    _delete_emptied_quotations(post, of_removed, removed, by)


def _delete_emptied_quotations(
    post: Post, quotations: Any, emptied: Collection[tuple[int, int]], by: int
) -> None:
    """Delete the rows of emptied quotations, if no edit has brought the words back."""
    with transaction.atomic(durable=True):
        _topic, fresh = actions.posts.lock(post)
        if fresh.version != post.version:
            raise Refused("The text was edited at the same time.")
        pairs = quotations.values_list("pk", "quoted__topic_id", "quoted__number")
        keys = [key for key, *quoted in pairs if tuple(quoted) in emptied]
        Quotation.objects.filter(pk__in=keys).delete()
        event_log.record(events.QuotationsEmptied(post.pk, by=by))
