"""Show and end an announcement. Each action is one transaction (decision 13)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member
from collective_brain.errors import Refused
from forum.announcements import rules
from forum.announcements.events import AnnouncementEnded, AnnouncementShown
from forum.announcements.models import Announcement


def announce(
    by: Member, *, texts: Mapping[str, str], level: str, ends_at: datetime
) -> Announcement:
    """Show these texts on every page until `ends_at`, instead of another announcement.

    texts: by the code of a language. The same announcement again changes nothing. Raises Refused.
    """
    texts = {code: text for code, text in texts.items() if text}
    with transaction.atomic(durable=True):
        Member.objects.locked(by.pk)
        if refusal := rules.refuse_announcement(by, texts, ends_at):
            raise Refused(refusal)
        before = Announcement.objects.current()
        if before and (before.texts, before.level, before.ends_at) == (texts, level, ends_at):
            return before
        _end_all()
        shown = Announcement.objects.create(texts=texts, level=level, ends_at=ends_at)
        event = AnnouncementShown(shown.pk, by=by.pk)
        recording.record(event, _target(shown), before=_values(before), after=_values(shown))
    return shown


def end(by: Member) -> None:
    """End the announcement, if there is one. Raises Refused."""
    with transaction.atomic(durable=True):
        Member.objects.locked(by.pk)
        if refusal := rules.refuse_administration(by):
            raise Refused(refusal)
        if current := Announcement.objects.current():
            _end_all()
            event = AnnouncementEnded(current.pk, by=by.pk)
            recording.record(event, _target(current), before=_values(current))


def _end_all() -> None:
    Announcement.objects.filter(ended_at=None).update(ended_at=timezone.now())


def _target(announcement: Announcement) -> ActTarget:
    return ActTarget(TargetKind.ROW, announcement.pk, announcement.texts["en"])


def _values(announcement: Announcement | None) -> dict[str, str]:
    """What the record stores: the texts, and the end."""
    if announcement is None:
        return {}
    texts = {f"announcement_{code}": text for code, text in announcement.texts.items()}
    return texts | {"shown_until": announcement.ends_at.isoformat()}
