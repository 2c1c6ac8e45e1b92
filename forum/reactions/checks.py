"""The checks of the counts of reactions."""

from collections.abc import Iterator
from typing import Any

from collective_brain.doctor import Problem, RowCheck, one_by_one
from forum.chat.models import Message
from forum.reactions import actions
from forum.reactions.models import Reaction
from forum.topics.models import Post


def _find_wrong_counts(field: str, word: str) -> Any:
    def find(contributions: Any) -> Iterator[Problem]:
        counts: dict[int, dict[str, int]] = {}
        rows = Reaction.objects.filter(**{f"{field}__in": contributions})
        for key, kind in rows.order_by().values_list(field, "kind"):
            of_text = counts.setdefault(key, {})
            of_text[kind] = of_text.get(kind, 0) + 1
        for key, stored in contributions.values_list("pk", "reactions"):
            if stored != counts.get(key, {}):
                yield Problem(key, f"{word} {key} counts the reactions {stored}, but it has others")

    return find


CHECKS = [
    RowCheck(
        "reactions-to-posts",
        rows=Post.objects.all,
        find=_find_wrong_counts("post", "Post"),
        repair=one_by_one(lambda pk: actions.count_again(Post.objects.get(pk=pk))),
        repair_sentence="counts them again",
    ),
    RowCheck(
        "reactions-to-messages",
        rows=Message.objects.all,
        find=_find_wrong_counts("message", "Message"),
        repair=one_by_one(lambda pk: actions.count_again(Message.objects.get(pk=pk))),
        repair_sentence="counts them again",
    ),
]
