"""Save, discard and close drafts. Each function is one transaction (decision 13).

A draft leaves no event: it changes with every pause in typing, it concerns only its member, and no
other package has to know of it later.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import nonces
from forum.budgets.models import DailyUse
from forum.chat.models import Message
from forum.drafts import rules
from forum.drafts.models import Draft
from forum.drafts.targets import DraftTarget
from forum.topics.models import Post

CLOSED_DRAFTS_KEPT = timedelta(days=7)
RESTORED_TEXT_SENT_WITHIN = timedelta(hours=1)
MAX_DRAFTS_PER_RUN = 100  # of delete_old_drafts


class DraftConflict(Refused):
    """`draft` is newer than the text that was to be saved, or it was sent or discarded (closed).

    is_sent: these very words were published.
    """

    def __init__(self, draft: Draft, *, is_sent: bool = False) -> None:
        super().__init__(
            _("This text has already been sent or discarded on another device or in another tab.")
            if draft.closed
            else _("A newer draft of this text has been saved on another device or in another tab.")
        )
        self.draft = draft
        self.is_sent = is_sent


def save(
    member: Member, target: DraftTarget, *, sequence: int, restored: bool = False, **fields: Any
) -> Draft:
    """Save what `member` typed for `target`. A text without a word closes the draft.

    `sequence` is the one of the draft that the text builds on, 0 for none. `fields` are those of
    Draft.fields. A repeat of the same text changes nothing. A `restored` text was stored in a
    browser, and may have been sent without its scripts.

    Raises DraftConflict when the text would overwrite a newer draft or reopen one that was sent,
    and Refused with the reason from the rules.
    """
    filled_in = {name: str(value) for name, value in fields.items() if value not in ("", None)}
    with transaction.atomic(durable=True):
        if why := rules.refuse_save(member):
            raise Refused(why)
        draft = Draft.objects.lock_or_create(member.pk, target.place)
        if not draft.closed and draft.fields == filled_in:  # the first answer was lost
            return draft
        if restored and _has_just_published(member, target, filled_in):
            raise DraftConflict(draft, is_sent=True)
        if draft.is_newer_than(sequence, filled_in):
            raise DraftConflict(draft)
        if _has_nothing_to_keep(target, filled_in):
            _close(draft)
            return draft
        if _was_already_published(member, target, filled_in):
            raise DraftConflict(draft)
        if draft.closed and (why := rules.refuse_new_draft(Draft.objects.open_of(member).count())):
            raise Refused(why)
        was_closed = draft.closed
        if growth := draft.growth_in_bytes(filled_in):
            DailyUse.objects.spend_bytes(member.pk, growth)
        draft.store_text(filled_in, after=sequence)
        if was_closed:
            Draft.objects.update_draft_places(member.pk)
    return draft


def discard(member: Member, place: str, *, sequence: int) -> None:
    """Close the draft at `place`. Raises DraftConflict when it is newer than `sequence`."""
    with transaction.atomic(durable=True):
        drafts = Draft.objects.open_of(member).select_for_update(no_key=True)
        draft = drafts.filter(place=place).first()
        if draft is None:
            return
        if draft.sequence != sequence:
            raise DraftConflict(draft)
        _close(draft)


def close_published(member_id: int, place: str, *, nonce: str, source: str) -> None:
    """Close the draft of a text that `member_id` has published. Safe to repeat."""
    for candidate in Draft.objects.drafts_of_published_text(member_id, place, nonce, source):
        with transaction.atomic(durable=True):
            draft = Draft.objects.lock_or_create(member_id, candidate.place)
            # The draft may have changed before the lock.
            if draft in Draft.objects.drafts_of_published_text(member_id, place, nonce, source):
                _close(draft, nonce)


def close_saved_edit(member_id: int, place: str) -> None:
    """Close the draft of an edit that `member_id` has saved. Safe to repeat."""
    if not Draft.objects.open_of(member_id).filter(place=place).exists():
        return
    with transaction.atomic(durable=True):
        _close(Draft.objects.lock_or_create(member_id, place))


def was_sent(draft: Draft) -> bool:
    """Whether a text was published with the nonce of this draft's form."""
    return bool(_published_sources(draft))


def release_sent_draft(key: int) -> None:
    """Close a draft that was published; let its member send another text of it with a new nonce.

    Safe to repeat.
    """
    with transaction.atomic(durable=True):
        draft = Draft.objects.select_for_update(no_key=True).get(pk=key)
        published = [] if draft.closed else _published_sources(draft)
        if draft.fields.get("source") in published:
            _close(draft)
        elif published:
            draft.store_text({**draft.fields, "nonce": str(uuid.uuid4())})


def delete_all_of_member(member_id: int) -> None:
    with transaction.atomic(durable=True):
        Draft.objects.filter(member=member_id).delete()
        Draft.objects.update_draft_places(member_id)


def delete_old_drafts() -> None:
    """Delete drafts that nobody has changed for a long time, and the rows of closed drafts."""
    now = timezone.now()
    old = Draft.objects.filter(saved_at__lt=now - timedelta(days=settings.DRAFTS_KEEP_DAYS))
    owners = old.filter(closed=False).values_list("member", flat=True)
    for member_id in set(owners[:MAX_DRAFTS_PER_RUN]):
        with transaction.atomic(durable=True):
            old.filter(member=member_id).delete()
            Draft.objects.update_draft_places(member_id)
    Draft.objects.filter(closed=True, saved_at__lt=now - CLOSED_DRAFTS_KEPT).delete()


def _close(draft: Draft, nonce: str = "") -> None:
    """Delete the text, and keep the nonce of the form.

    A save request that was on its way cannot bring the text back, because it has the same nonce.
    """
    if draft.closed:
        return
    draft.close(nonce or draft.fields.get("nonce", ""))
    Draft.objects.update_draft_places(draft.member_id)


def _has_nothing_to_keep(target: DraftTarget, fields: dict[str, str]) -> bool:
    """Whether the text has no word, or an edit is the same as the published text."""
    source, contribution = fields.get("source", ""), target.contribution
    if contribution is not None:
        language = fields.get("language", contribution.language)
        if (contribution.source, contribution.language) == (source, language):
            return True
    return not (source.strip() or fields.get("title", "").strip())


def _has_just_published(member: Member, target: DraftTarget, fields: dict[str, str]) -> bool:
    """Whether the member has published the same words at this place a short time ago."""
    kind, _colon, key = target.place.partition(":")
    if kind == "edit":
        return False
    since = timezone.now() - RESTORED_TEXT_SENT_WITHIN
    texts: QuerySet[Any]
    if kind == "room":
        texts = Message.objects.filter(room=int(key))
    elif kind == "topic":
        texts = Post.objects.filter(topic=int(key))
    else:
        texts = Post.objects.filter(topic__theme=int(key), number=1)
    source = fields.get("source", "")
    return texts.filter(author=member, created_at__gte=since, source=source).exists()


def _published_sources(draft: Draft) -> list[str]:
    """The texts that the member has published with the nonce of this draft's form."""
    model = Message if draft.place.startswith("room:") else Post
    possible = nonces.possible_nonces(draft.fields.get("nonce", ""))
    published = model.objects.filter(author=draft.member_id, nonce__in=possible)
    return list(published.values_list("source", flat=True))


def _was_already_published(member: Member, target: DraftTarget, fields: dict[str, str]) -> bool:
    """Whether the member has sent this form. The save request of its draft may arrive later."""
    if nonce := fields.get("nonce"):
        model = Message if target.place.startswith("room:") else Post
        return model.objects.filter(author=member, nonce__in=nonces.possible_nonces(nonce)).exists()
    contribution = target.contribution
    if contribution is None or fields.get("version") == str(contribution.version):
        return False
    return _last_editor_id(contribution) == member.pk


def _last_editor_id(contribution: Post | Message) -> int:
    if not isinstance(contribution, Post):  # only the author edits a message
        return contribution.author_id
    last_revision = contribution.revisions.order_by("-pk").first()
    return last_revision.by_id if last_revision else contribution.author_id
