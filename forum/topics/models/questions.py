"""A topic that is a question, and its accepted answer (decision 88)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from forum.topics.models.posts import Post

UNANSWERED = Q(is_question=True, accepted_number=None)


class QuestionTopic(models.Model):
    """accepted_number: of the post that the author or a facilitator accepted as the answer."""

    posts: Any
    is_question = models.BooleanField(default=False, db_default=False, editable=False)
    accepted_number = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def accepted_url(self) -> str:
        """The permanent address of the accepted answer."""
        return str(self.post_url(self.accepted_number or 0))  # type: ignore[attr-defined]

    def accept_answer(self, post: Post | None) -> list[int]:
        """Accept `post` as the answer instead of another one, or no post. Call it under the lock.

        Returns the numbers of the posts that look different now, in the order of their marks.
        """
        shown_before = [self.accepted_number] if self.accepted_number else []
        shown_now = [post.number] if post else []
        self.accepted_number = post.number if post else None
        numbers = [1, *shown_before, *shown_now]
        changed = list(self.posts.filter(number__in=numbers).order_by("number"))
        for each in changed:
            self.save_change(each)  # type: ignore[attr-defined]
        return [each.number for each in changed]
