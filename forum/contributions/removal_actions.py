"""Delete, restore, hide and unhide a post or message. A removed one stays as a tombstone.

ContributionActions inherits these actions (actions.py). Each is one transaction under the row lock
of the conversation (decision 13).
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.contributions.base_actions import BaseActions
from forum.contributions.rules import refuse_restore, refuse_unhide

# What another package does in the transaction of a change, with the contribution under its lock.
# It may raise Refused.
UnderLock = Callable[[Any], None]


def do_nothing(_contribution: Any) -> None:
    """The UnderLock of a change that nothing else depends on."""


class RemovalActions(BaseActions):
    def refuse_unhide(self, member: Member, contribution: Any) -> str:
        return refuse_unhide(member, contribution)

    def delete(self, contribution: Any, member: Member) -> Any:
        """Turn the member's own contribution into a tombstone. Raises Refused."""
        with transaction.atomic(durable=True):
            conversation, contribution = self.lock(contribution)
            if refusal := self.rules.refuse_delete(member, contribution):
                raise Refused(refusal)
            if not contribution.deleted_at:
                conversation.remove(contribution, deleted_at=timezone.now())
                event_log.record(self.events.deleted(contribution.pk, by=member.pk))
        return contribution

    def empty(self, contribution: Any) -> None:
        """Erase the text of a former member for good, with its revisions. Safe to repeat."""
        with transaction.atomic(durable=True):
            conversation, contribution = self.lock(contribution)
            if not contribution.author.texts_emptied_at:
                return
            self.delete_revisions(contribution)
            if contribution.source or not contribution.deleted_at:
                deleted_at = contribution.deleted_at or timezone.now()
                conversation.remove(contribution, source="", html="", deleted_at=deleted_at)
                event_log.record(self.events.deleted(contribution.pk, by=contribution.author_id))

    def delete_revisions(self, contribution: Any) -> None:
        """Delete the earlier texts. Runs inside the transaction of `empty`."""

    def restore(self, contribution: Any, member: Member) -> Any:
        """Show the member's own contribution again, which they deleted a short time ago.

        Raises Refused.
        """
        with transaction.atomic(durable=True):
            conversation, contribution = self.lock(contribution)
            if refusal := refuse_restore(member, contribution):
                raise Refused(refusal)
            if contribution.deleted_at:
                conversation.restore(contribution, deleted_at=None)
                event_log.record(self.events.restored(contribution.pk, by=member.pk))
        return contribution

    def hide(
        self,
        contribution: Any,
        member: Member,
        *,
        why: str,
        rule: int | None = None,
        under_lock: UnderLock = do_nothing,
    ) -> Any:
        """Turn `contribution` into a tombstone. Its author is told `why`. Raises Refused.

        rule: the number of the rule of the site that it breaks.
        """
        with transaction.atomic(durable=True):
            conversation, contribution = self.lock(contribution)
            under_lock(contribution)
            if refusal := self.rules.refuse_hide(member, contribution, why=why):
                raise Refused(refusal)
            if not contribution.hidden_at or contribution.is_hidden_by_reports:
                conversation.remove(
                    contribution, hidden_at=timezone.now(), hidden_by=member, hidden_why=why
                )
                mark = contribution.changed
                event = self.events.hidden(contribution.pk, by=member.pk, why=why, mark=mark)
                recording.record(event, contribution.act_target, rule=rule)
        return contribution

    def hide_by_reports(self, contribution: Any, *, why: str) -> None:
        """Hide `contribution` until a facilitator looks. Its conversation is locked already.

        Nobody did it: the event names the author, and another listener tells them.
        """
        contribution.conversation.remove(
            contribution, hidden_at=timezone.now(), hidden_by=None, hidden_why=why
        )
        author_id, mark = contribution.author_id, contribution.changed
        event_log.record(self.events.hidden(contribution.pk, by=author_id, why=why, mark=mark))

    def show_again(self, contribution: Any, *, by_id: int) -> None:
        """Undo hide_by_reports. The conversation of `contribution` is locked already."""
        contribution.conversation.restore(
            contribution, hidden_at=None, hidden_by=None, hidden_why=""
        )
        event_log.record(self.events.unhidden(contribution.pk, by=by_id))

    def unhide(self, contribution: Any, member: Member) -> Any:
        """Show a hidden contribution again. Raises Refused."""
        with transaction.atomic(durable=True):
            conversation, contribution = self.lock(contribution)
            if refusal := self.refuse_unhide(member, contribution):
                raise Refused(refusal)
            if contribution.hidden_at:
                conversation.restore(contribution, hidden_at=None, hidden_by=None, hidden_why="")
                event = self.events.unhidden(contribution.pk, by=member.pk)
                recording.record(event, contribution.act_target)
        return contribution
