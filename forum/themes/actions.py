"""What administrators do with themes: one function, one transaction and one event for each."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import names
from accounts.acts import recording
from accounts.acts.targets import ActTarget
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web.row_versions import refuse_stale
from forum.groups.models import Group
from forum.themes import rules
from forum.themes.events import (
    FacilitatorAdded,
    FacilitatorRemoved,
    FirstPostsChanged,
    ThemeAccessChanged,
    ThemeArchived,
    ThemeChanged,
    ThemeReopened,
)
from forum.themes.models import Theme

ORDER_STEP = 10


def create_theme(
    *,
    by: Member,
    slug: str,
    reading_group: Group | None = None,
    writing_group: Group | None = None,
    **fields: str,
) -> Theme:
    """Create a theme, as the last one of the list. fields: of EDITED_FIELDS; groups: set_groups."""
    fields = _cleaned(fields)
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_theme(by, fields):
            raise Refused(refusal)
        last = Theme.objects.aggregate(last=Max("order"))["last"] or 0
        try:
            with transaction.atomic():
                theme = Theme.objects.create(
                    slug=slug,
                    order=last + ORDER_STEP,
                    reading_group=reading_group,
                    writing_group=writing_group,
                    **fields,
                )
        except IntegrityError:
            raise Refused(_("Another theme has this address. Choose another one.")) from None
        groups = _group_names(reading_group, writing_group)
        after = fields | {field: name for field, name in groups.items() if name}
        recording.record(ThemeChanged(theme.pk, by=by.pk), theme.act_target, after=after)
    return theme


def change_theme(theme: Theme, *, by: Member, seen: str = "", **fields: str) -> Theme:
    """Change names, descriptions and the colour. The same again changes nothing.

    fields: of EDITED_FIELDS. seen: rules.theme_version of the form.
    """
    fields = _cleaned(fields)
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        if refusal := rules.refuse_theme(by, fields):
            raise Refused(refusal)
        changed = {name: text for name, text in fields.items() if getattr(theme, name) != text}
        if not changed:
            return theme
        if refusal := refuse_stale(seen, rules.theme_version(theme)):
            raise Refused(refusal)
        before = {name: getattr(theme, name) for name in changed}
        for name, text in changed.items():
            setattr(theme, name, text)
        theme.save(update_fields=list(changed))
        event = ThemeChanged(theme.pk, by=by.pk)
        recording.record(event, theme.act_target, before=before, after=changed)
    return theme


def move_theme(theme: Theme, *, by: Member, position: int) -> None:
    """Put `theme` at this position of the list, counted from 0. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_theme_administration(by):
            raise Refused(refusal)
        themes = list(Theme.objects.select_for_update(no_key=True).order_by("order", "slug"))
        before = [one.pk for one in themes]
        themes = [one for one in themes if one.pk != theme.pk]
        themes.insert(position, theme)
        if [one.pk for one in themes] == before:
            return
        for place, one in enumerate(themes, start=1):
            Theme.objects.filter(pk=one.pk).update(order=place * ORDER_STEP)
        recording.record(
            ThemeChanged(theme.pk, by=by.pk),
            theme.act_target,
            before={"position": before.index(theme.pk) + 1},
            after={"position": position + 1},
        )


def set_archived(theme: Theme, *, by: Member, archived: bool) -> None:
    """Let nobody write in `theme` any more, or open it again. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        if refusal := rules.refuse_theme_administration(by):
            raise Refused(refusal)
        if bool(theme.archived_at) == archived:
            return
        theme.archived_at = timezone.now() if archived else None
        theme.save(update_fields=["archived_at"])
        event = (ThemeArchived if archived else ThemeReopened)(theme.pk, by=by.pk)
        recording.record(event, theme.act_target)


def set_groups(
    theme: Theme, *, by: Member, reading_group: Group | None, writing_group: Group | None
) -> None:
    """Choose the group that reads `theme` (None: everybody) and the one that writes in it.

    The same again changes nothing.
    """
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        if refusal := rules.refuse_theme_administration(by):
            raise Refused(refusal)
        if (theme.reading_group, theme.writing_group) == (reading_group, writing_group):
            return
        Theme.objects.filter(pk=theme.pk).update(
            reading_group=reading_group, writing_group=writing_group
        )
        Theme.objects.store_facilitators_for_display()
        recording.record(
            ThemeAccessChanged(theme.pk, by=by.pk),
            theme.act_target,
            before=_group_names(theme.reading_group, theme.writing_group),
            after=_group_names(reading_group, writing_group),
        )


def set_first_posts_wait(theme: Theme, *, by: Member, wait: bool) -> None:
    """Choose whether first posts of new members wait. The same again changes nothing."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        if refusal := rules.refuse_theme_administration(by):
            raise Refused(refusal)
        if theme.first_posts_wait == wait:
            return
        Theme.objects.filter(pk=theme.pk).update(first_posts_wait=wait)
        recording.record(
            FirstPostsChanged(theme.pk, by=by.pk),
            theme.act_target,
            before={"first_posts_wait": not wait},
            after={"first_posts_wait": wait},
        )


def add_facilitator(theme: Theme, member: Member, *, by: Member) -> None:
    """Let `member` act as a facilitator of `theme`. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_new_facilitator(member, by):
            raise Refused(refusal)
        if not theme.facilitators.filter(pk=member.pk).exists():
            theme.facilitators.add(member)
            Theme.objects.store_facilitators_for_display()
            event = FacilitatorAdded(theme.pk, member.pk, by=by.pk)
            recording.record(event, _role_target(theme, member))


def remove_facilitator(theme: Theme, member: Member, *, by: Member) -> None:
    """End the role of `member` in `theme`. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        if refusal := rules.refuse_theme_administration(by):
            raise Refused(refusal)
        if theme.facilitators.filter(pk=member.pk).exists():
            theme.facilitators.remove(member)
            Theme.objects.store_facilitators_for_display()
            event = FacilitatorRemoved(theme.pk, member.pk, by=by.pk)
            recording.record(event, _role_target(theme, member))


def _group_names(reading: Group | None, writing: Group | None) -> dict[str, str]:
    """ "" for everybody."""
    return {
        "reading_group": reading.name if reading else "",
        "writing_group": writing.name if writing else "",
    }


def _role_target(theme: Theme, member: Member) -> ActTarget:
    return member.act_target._replace(theme_id=theme.pk, label=theme.act_target.label)


def _cleaned(fields: dict[str, str]) -> dict[str, str]:
    """Names in one line, descriptions without invisible characters."""
    cleaned = {}
    for name, text in fields.items():
        clean = names.clean_profile_text if "description" in name else names.clean_profile_line
        cleaned[name] = clean(text)
    return cleaned
