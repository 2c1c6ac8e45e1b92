"""What differs between the actions of posts, messages and private notes, and what they all need."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.i18n.languages import content_language
from forum.contributions.models import Contribution
from forum.contributions.rendering import RenderedText
from forum.uploads.models import UploadUse

Fields = dict[str, Any]  # column -> value


class ContributionEvents(NamedTuple):
    """The event class for each action.

    `edited`, `hidden` and `reported` also have `mark`, and `hidden` and `reported` have `why`.
    forum/reports records `reported`.
    """

    sent: Any
    edited: Any
    deleted: Any
    restored: Any
    hidden: Any
    unhidden: Any
    reported: Any
    mention_replaced: Any
    rendered_again: Any


class BaseActions:
    """rules: a module with refuse_edit, refuse_delete, refuse_hide and refuse_report."""

    model: Any
    events: ContributionEvents
    rules: ModuleType
    counted_as = ""  # a column of DailyUse
    upload_field = ""  # the column of UploadUse, if it is not the name of the model

    def conversations(self) -> Any:
        """All topics or rooms, with everything that the rules read."""
        raise NotImplementedError

    def render(self, source: str, nonce: UUID) -> RenderedText:
        """Render a text before the transaction, because this is slow.

        Raises Refused if the text is too long, too costly or empty.
        """
        raise NotImplementedError

    def refuse_send(self, author: Member, conversation: Any) -> str:
        raise NotImplementedError

    def edit_conflict_message(self) -> str:
        """The sentence for an editor who did not see the newest text."""
        raise NotImplementedError

    def set_parent(self, contribution: Any, conversation: Any, reply_to: int | None) -> None:
        """Store what `contribution` replies to, if that exists.

        reply_to: the number of the parent.
        """
        raise NotImplementedError

    def default_language(self, conversation: Any) -> str:
        """The language of a text that does not show its language."""
        return content_language()

    def store_quotations(self, contribution: Any, quoted: set[tuple[int, int]]) -> None:
        """Store which posts `contribution` quotes. Runs inside the transaction."""

    def record_edit(
        self,
        contribution: Any,
        editor: Member,
        event: Any,
        before: dict[str, Any],
        rule: int | None,
    ) -> None:
        """Record an edit. What a facilitator edits is an act."""
        if editor.pk == contribution.author_id:
            event_log.record(event)
        else:
            after = {"version": contribution.version}
            target = contribution.act_target
            recording.record(event, target, before=before, after=after, rule=rule)

    def store_uploads(
        self, contribution: Any, keys: set[str], *, before: str = "", editor: Member | None = None
    ) -> None:
        """Store which uploaded files `contribution` uses. Runs inside the transaction.

        before: its earlier text. editor: who wrote the new one; None for the author.
        """
        may_have_some = "uploads/" in before
        if keys or may_have_some:
            text = {self.upload_field or self.model._meta.model_name: contribution}
            UploadUse.objects.replace(
                text,
                keys,
                owner_ids={contribution.author_id, editor.pk if editor else 0},
                may_have_some=may_have_some,
            )

    def store_revision(self, contribution: Any, editor: Member, fields: Fields, why: str) -> None:
        """Store the new text as a revision.

        Runs inside the transaction, before the text changes.
        """

    def rewrite_revisions(
        self, contribution: Any, rewrite: Callable[[str], str], *, after: int = 0
    ) -> Iterator[int]:
        """Store what `rewrite` makes of each revision with a key beyond `after`; yield its key."""
        yield from ()

    def lock(self, contribution: Contribution) -> tuple[Any, Any]:
        """The conversation under its row lock, and the contribution as it is now.

        A post that was moved in the meantime is in the conversation that is locked second.
        """
        key = contribution.conversation_id
        while True:
            conversation = self.conversations().locked(key)
            fresh = self.model.objects.select_related("author").get(pk=contribution.pk)
            if fresh.conversation_id == key:
                fresh.conversation = conversation
                return conversation, fresh
            key = fresh.conversation_id
