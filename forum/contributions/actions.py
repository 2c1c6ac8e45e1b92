"""The actions that posts and messages share: send, edit, and render again.

removal_actions.py has delete, restore, hide and unhide.

forum/topics/actions.py and forum/chat/actions.py each make one instance of a subclass, and say
there what differs. Each write is one transaction under the row lock of the conversation (decision
13).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from collective_brain.i18n.languages import content_language
from forum import markup
from forum.budgets import newcomers
from forum.budgets.models import DailyUse, size_in_bytes
from forum.contributions import screening_hook
from forum.contributions.language_guess import guess_language
from forum.contributions.models import Contribution
from forum.contributions.removal_actions import RemovalActions, UnderLock, do_nothing
from forum.contributions.rendering import RenderedText
from forum.contributions.screening_hook import Arrival, NewText
from forum.uploads.models import UploadUse

Fields = dict[str, Any]  # column -> value
# Marks a held text as published. Called in the transaction that publishes it, with the new row.
Approve = Callable[[Any], None]
DIRECT = Arrival()  # by the form of a page


class EditedMeanwhile(Refused):
    """A text was edited between reading and locking it. Try again."""


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


def spend_bytes_of(member: Member, fields: Fields, *, counted_as: str = "") -> None:
    """Count the rendered text in today's budget of `member`. Raises Refused if it is used up.

    counted_as: a column of DailyUse that has a limit for new members.
    """
    size = size_in_bytes(fields["source"], fields["html"])
    limit = newcomers.day_limit(member, counted_as) if counted_as else None
    DailyUse.objects.spend_bytes(member.pk, size, limit=limit)


def check_limits_of_text(author: Member, fields: Fields, *, before: str = "") -> None:
    """Raise Refused if a new member wrote too many links or mentions.

    before: the HTML until now.
    """
    if refusal := newcomers.refuse_text(author, fields["html"], before=before):
        raise Refused(refusal)


class ContributionActions(RemovalActions):
    """rules: a module with refuse_edit, refuse_delete, refuse_hide and refuse_report."""

    model: Any
    events: ContributionEvents
    rules: ModuleType
    counted_as = ""  # a column of DailyUse
    upload_field = ""  # the column of UploadUse, if it is not the name of the model

    # --- what differs between posts and messages ---

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
        self, contribution: Any, editor: Member, event: Any, before: dict[str, Any]
    ) -> None:
        """Record an edit. What a facilitator edits is an act."""
        if editor.pk == contribution.author_id:
            event_log.record(event)
        else:
            after = {"version": contribution.version}
            recording.record(event, contribution.act_target, before=before, after=after)

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

    # --- actions ---

    def was_sent(self, author: Member, nonce: UUID) -> bool:
        """Whether `author` has stored a contribution of the form with this nonce."""
        return bool(self.model.objects.filter(author=author.pk, nonce=nonce).exists())

    def send(
        self,
        conversation: Any,
        author: Member,
        *,
        source: str,
        nonce: UUID,
        language: str = "",
        reply_to: int | None = None,
        at: datetime | None = None,
        arrival: Arrival = DIRECT,
        approve: Approve | None = None,
    ) -> Any:
        """Add a contribution at the end of `conversation` and return it.

        nonce: the UUID of the form. A repeated request with the same text returns the first
        contribution.
        language: "" to guess it from the text. at: for imports, which no budget of a day limits.
        approve: for a text that was held. It is not screened again, and was counted in the budget.
        Raises Refused, and TextHeld if the text waits for a facilitator.
        """
        if stored := self.model.objects.with_nonce(author, nonce):
            return stored.require_same_request(conversation, source)
        try:
            # Before the lock too, so that a text that will be refused is not parsed.
            if refusal := self.refuse_send(author, conversation):
                raise Refused(refusal)
            text = self.render(source, nonce)
            if not at and not approve:
                check_limits_of_text(author, text.fields)
            default = self.default_language(conversation)
            language = language or guess_language(source, default=default)
            new = self.model(author=author, nonce=nonce, language=language, **text.fields)
            if not at and not approve:
                self._screen(new, conversation, reply_to, arrival)
            return self._store(new, conversation, text, reply_to, at=at, approve=approve)
        except Refused:
            # A second request of the same form may have come first. In slow mode, it is even the
            # reason of the refusal.
            if stored := self.model.objects.with_nonce(author, nonce):
                return stored.require_same_request(conversation, source)
            raise

    def _screen(self, new: Any, conversation: Any, reply_to: int | None, arrival: Arrival) -> None:
        """Raises TextHeld and Refused."""
        screening_hook.screen(
            NewText(
                author=new.author,
                theme=conversation.home_theme,
                conversation=conversation,
                source=new.source,
                html=new.html,
                language=new.language,
                nonce=new.nonce,
                arrival=arrival,
                is_message=conversation._meta.model_name == "room",
                reply_to=reply_to,
            )
        )

    def _store(
        self,
        new: Any,
        conversation: Any,
        text: RenderedText,
        reply_to: int | None,
        *,
        at: datetime | None,
        approve: Approve | None,
    ) -> Any:
        """Append `new` to the locked conversation. Raises Refused and NonceUsed."""
        with transaction.atomic(durable=True):
            conversation = self.conversations().locked(conversation.pk)
            new.created_at = at or timezone.now()  # under the lock: times have the order of numbers
            if refusal := self.refuse_send(new.author, conversation):
                raise Refused(refusal)
            self.set_parent(new, conversation, reply_to)
            conversation.append(new)
            if approve:
                approve(new)
            elif not at:
                spend_bytes_of(new.author, text.fields, counted_as=self.counted_as)
            self.store_quotations(new, text.quoted_posts)
            self.store_uploads(new, text.uploads)
            event_log.record(self.events.sent(new.pk, by=new.author.pk))
        return new

    def edit(
        self,
        contribution: Any,
        editor: Member,
        *,
        source: str,
        version: int,
        language: str = "",
        why: str = "",
        under_lock: UnderLock = do_nothing,
    ) -> Any:
        """Give `contribution` a new text and return it.

        version: the one that the editor saw. Raises Refused if there is a newer one, or with the
        reason of the rule.
        """
        # Before the lock too, so that a text that will be refused is not parsed.
        if refusal := self.rules.refuse_edit(editor, contribution, why=why):
            raise Refused(refusal)
        text = self.render(source, contribution.nonce)
        fields = text.fields
        check_limits_of_text(editor, fields, before=contribution.html)
        language = language or guess_language(source, default=contribution.language)
        with transaction.atomic(durable=True):
            conversation, contribution = self.lock(contribution)
            under_lock(contribution)
            if refusal := self.rules.refuse_edit(editor, contribution, why=why):
                raise Refused(refusal)
            if (contribution.source, contribution.language) == (source, language):
                return contribution
            if contribution.version != version:
                raise Refused(self.edit_conflict_message())
            spend_bytes_of(editor, fields)
            changes = {**fields, "language": language}
            self.store_uploads(
                contribution, text.uploads, before=contribution.source, editor=editor
            )
            self.store_revision(contribution, editor, changes, why)
            conversation.save_change(
                contribution, **changes, version=contribution.next_version, edited_at=timezone.now()
            )
            conversation.save()
            self.store_quotations(contribution, text.quoted_posts)
            reason = {"why": why} if why else {}
            mark = contribution.changed
            event = self.events.edited(contribution.pk, by=editor.pk, mark=mark, **reason)
            self.record_edit(contribution, editor, event, {"version": version})
        return contribution

    def rerender(self, contribution: Any) -> None:
        """Render the source again, and show it with a new change mark (decision 6).

        Nothing changes if another process has rendered it by a newer markup version.
        """
        source = contribution.source
        without_text = {"html": "", "markup_version": markup.VERSION}
        text = self.render(source, contribution.nonce) if source else None
        fields = text.fields if text else without_text
        with transaction.atomic(durable=True):
            conversation, fresh = self.lock(contribution)
            if fresh.source == source and fresh.markup_version <= markup.VERSION:
                self.store_uploads(fresh, text.uploads if text else set(), before=source)
                conversation.save_change(fresh, **fields)
                conversation.save(update_fields=["last_mark"])
                event = self.events.rendered_again(contribution.pk, by=contribution.author_id)
                event_log.record(event)

    def replace_mention(self, key: int, handle: str, other: str) -> None:
        """Write `other` for the handle of a closed account in mentions and links to its profile.

        Also in revisions. Safe to repeat. key: of the contribution. Raises EditedMeanwhile.
        """
        try:
            self._replace_mention_in_one(key, handle, other)
        except EditedMeanwhile:
            raise
        except Refused:  # the text would be too long: an ellipsis is shorter than any handle
            self._replace_mention_in_one(key, handle, "…")

    def _replace_mention_in_one(self, key: int, handle: str, other: str) -> None:
        contribution = self.model.objects.select_related(self.model.conversation_field).get(pk=key)
        longer_handles = Member.objects.longer_handles(handle)

        def rename(text: str) -> str:
            return markup.rename_mentions(text, handle, other, others=longer_handles)

        event = self.events.mention_replaced(contribution.pk, by=contribution.author_id)
        self.rewrite(contribution, rename, event=event)
        for _key in self.rewrite_revisions(contribution, rename):
            pass

    def rewrite(self, contribution: Any, rewrite: Callable[[str], str], *, event: object) -> None:
        """Store what `rewrite` makes of the text, and record `event`.

        Raises EditedMeanwhile if the text was edited since it was read; the event log then runs
        the listener again.
        """
        source = rewrite(contribution.source)
        if source == contribution.source:
            return
        text = self.render(source, contribution.nonce)
        with transaction.atomic(durable=True):
            conversation, fresh = self.lock(contribution)
            if (fresh.version, fresh.source) != (contribution.version, contribution.source):
                raise EditedMeanwhile("The text was edited at the same time.")
            self.store_uploads(fresh, text.uploads, before=fresh.source)
            conversation.save_change(fresh, **text.fields)
            conversation.save(update_fields=["last_mark"])
            event_log.record(event)

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
