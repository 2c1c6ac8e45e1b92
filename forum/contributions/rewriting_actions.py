"""What the site itself changes in a post or message: render it again, or rewrite parts of its text.

ContributionActions inherits these actions (actions.py). Each is one transaction under the row lock
of the conversation (decision 13).
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum import markup
from forum.contributions.base_actions import BaseActions


class EditedMeanwhile(Refused):
    """A text was edited between reading and locking it. Try again."""


class RewritingActions(BaseActions):
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
