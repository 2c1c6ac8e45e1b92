"""The actions that posts and messages share: send and edit.

base_actions.py says what a subclass defines, removal_actions.py has delete, restore, hide and
unhide, and rewriting_actions.py has what the site itself changes in a text. forum/topics/actions.py
and forum/chat/actions.py each make one instance of a subclass.

Each write is one transaction under the row lock of the conversation (decision 13).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets import newcomers
from forum.budgets.models import DailyUse, size_in_bytes
from forum.contributions import screening_hook
from forum.contributions.base_actions import Fields
from forum.contributions.language_guess import guess_language
from forum.contributions.removal_actions import RemovalActions, UnderLock, do_nothing
from forum.contributions.rendering import RenderedText
from forum.contributions.rewriting_actions import RewritingActions
from forum.contributions.screening_hook import Arrival, NewText

# Marks a held text as published. Called in the transaction that publishes it, with the new row.
Approve = Callable[[Any], None]
DIRECT = Arrival()  # by the form of a page


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


class ContributionActions(RewritingActions, RemovalActions):
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

    def _screen_edit(self, old: Any, editor: Member, source: str, language: str) -> None:
        """Raises Refused."""
        theme = old.conversation.home_theme
        screening_hook.screen_edit(
            screening_hook.EditedText(editor, theme, old.source, source, language)
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
        rule: int | None = None,
        under_lock: UnderLock = do_nothing,
    ) -> Any:
        """Give `contribution` a new text and return it.

        rule: the number of the rule of the site that the old text breaks.
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
        self._screen_edit(contribution, editor, source, language)
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
            self.record_edit(contribution, editor, event, {"version": version}, rule)
        return contribution
