"""What members keep until they send it: each write is one function and one transaction (decision 13).

A draft leaves no event: it changes with every pause in typing, it concerns nobody but its member, and no other
slice has to hear of it.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import nonces
from forum.chat.models import Message
from forum.drafts import rules
from forum.drafts.models import Draft
from forum.drafts.targets import Place
from forum.topics.models import Post


class Stale(Refused):
    """`draft` is newer than what was to be saved: its words, or that it was sent or discarded (closed)."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("This text was sent or discarded on another device or in another tab.")
            if draft.closed
            else _("A newer draft of this text was saved on another device or in another tab.")
        )
        self.draft = draft


def save(member: Member, place: Place, *, sequence: int, **fields: Any) -> Draft:
    """Keep what `member` typed at `place`; without a word in it, there is no draft there any more.

    sequence: of the draft it builds on, 0 for none. fields: those of Draft.fields.
    A repeat of the same text changes nothing. Raises Stale when it would overwrite a newer draft, or bring back
    one that was sent; Refused with the reason from the rules.
    """
    kept = {name: str(value) for name, value in fields.items() if value not in ("", None)}
    with transaction.atomic(durable=True):
        if why := rules.refuse_save(member):
            raise Refused(why)
        draft = Draft.objects.locked(member.pk, place.name)
        if not draft.closed and draft.fields == kept:  # the answer to the first try was lost
            return draft
        if draft.is_newer_than(sequence, kept):
            raise Stale(draft)
        if _says_nothing(place, kept):
            _close(draft)
            return draft
        if _was_sent(member, place, kept):
            raise Stale(draft)
        if draft.closed and (why := rules.refuse_another(Draft.objects.open_of(member).count())):
            raise Refused(why)
        was_closed = draft.closed
        draft.write(kept, after=sequence)
        if was_closed:
            Draft.objects.note_places(member.pk)
    return draft


def discard(member: Member, place: str, *, sequence: int) -> None:
    """Take the draft at `place` away. Raises Stale when it is a newer one than `sequence`."""
    with transaction.atomic(durable=True):
        draft = (
            Draft.objects.open_of(member).select_for_update(no_key=True).filter(place=place).first()
        )
        if draft is None:
            return
        if draft.sequence != sequence:
            raise Stale(draft)
        _close(draft)


def close_sent(member_id: int, place: str, *, nonce: str, source: str) -> None:
    """A text of `member_id` was published: its draft goes. Safe to repeat."""
    for found in Draft.objects.sent(member_id, place, nonce, source):
        with transaction.atomic(durable=True):
            draft = Draft.objects.locked(member_id, found.place)
            if draft in Draft.objects.sent(member_id, place, nonce, source):
                _close(draft, nonce)


def close_edit(member_id: int, place: str) -> None:
    """`member_id` saved an edit at `place`: its draft goes. Safe to repeat."""
    if not Draft.objects.open_of(member_id).filter(place=place).exists():
        return
    with transaction.atomic(durable=True):
        _close(Draft.objects.locked(member_id, place))


def forget(member_id: int) -> None:
    """Nothing stays of what somebody wrote for themselves."""
    with transaction.atomic(durable=True):
        Draft.objects.filter(member=member_id).delete()
        Draft.objects.note_places(member_id)


def prune() -> None:
    """Drop what nobody went on with, and what is left of sent and discarded drafts."""
    old = Draft.objects.filter(
        saved_at__lt=timezone.now() - timedelta(days=settings.DRAFTS_KEEP_DAYS)
    )
    for member_id in set(old.filter(closed=False).values_list("member", flat=True)[:100]):
        with transaction.atomic(durable=True):
            old.filter(member=member_id).delete()
            Draft.objects.note_places(member_id)
    Draft.objects.filter(closed=True, saved_at__lt=timezone.now() - timedelta(days=7)).delete()


def _close(draft: Draft, nonce: str = "") -> None:
    """The words go; the nonce of the form stays, so that a save on its way does not bring them back."""
    if draft.closed:
        return
    draft.close(nonce or draft.fields.get("nonce", ""))
    Draft.objects.note_places(draft.member_id)


def _says_nothing(place: Place, fields: dict[str, str]) -> bool:
    """Whether there is nothing to keep: no word, or in an edit what stands there already."""
    source, item = fields.get("source", ""), place.item
    if item is not None and (item.source, item.language) == (
        source,
        fields.get("language", item.language),
    ):
        return True
    return not (source.strip() or fields.get("title", "").strip())


def _was_sent(member: Member, place: Place, fields: dict[str, str]) -> bool:
    """Whether the member has sent this form: a save that was on its way must not come after it as a draft."""
    if nonce := fields.get("nonce"):
        kind = Message if place.name.startswith("room:") else Post
        return kind.objects.filter(author=member, nonce__in=nonces.possible_nonces(nonce)).exists()
    item = place.item
    if item is None or fields.get("version") == str(item.version):
        return False
    last = item.revisions.order_by("-pk").first() if isinstance(item, Post) else None
    return (last.by_id if last else item.author_id) == member.pk
