"""Who may act as a facilitator of a theme (decision 10), and who may change themes."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import permissions, two_step_verification
from accounts.models import Member
from collective_brain.web.row_versions import row_version
from forum.groups.models import Group
from forum.themes.models import Theme

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# What an administrator edits: a name and a description in each language, and the colour.
EDITED_FIELDS = (
    *(f"name_{code}" for code in settings.MODELTRANSLATION_LANGUAGES),
    *(f"description_{code}" for code in settings.MODELTRANSLATION_LANGUAGES),
    "colour",
)


def refuse_facilitation(member: Any, theme: Theme) -> str:
    """Why `member` may not act as a facilitator of `theme`."""
    if why := permissions.refuse_writing(member):
        return why
    if theme.is_facilitated_by(member):
        return ""
    if two_step_verification.must_set_up_two_step(member):
        return permissions.refuse_role_without_two_step(member)
    return _("Only a facilitator of this theme can do this.")


def refuse_archived(theme: Theme) -> str:
    """Why nobody may write in `theme`, its topics and its rooms; facilitators included."""
    if theme.archived_at:
        return _("This theme is archived: everybody can read it, and nobody can write in it.")
    return ""


def refuse_writing_in(member: Any, theme: Theme) -> str:
    """Why a member who may write may not write in `theme`. It makes no query if it is public."""
    if why := refuse_archived(theme):
        return why
    if not (theme.reading_group_id or theme.writing_group_id):
        return ""
    if not theme.is_readable_by(member):  # the membership ended while the form was open
        return _("You can no longer read this theme.")
    group = theme.writing_group
    if group is None or group.has_member(member) or theme.is_facilitated_by(member):
        return ""
    if not Group.objects.visible_to(member).filter(pk=group.pk).exists():
        return _("Everybody here can read. Only members of a group can write.")
    return _("Everybody here can read. Only members of the group “%(group)s” can write.") % {
        "group": group.name
    }


def refuse_theme_administration(by: Member) -> str:
    """Why `by` may not change themes and their facilitators."""
    if permissions.may_administer(by) and by.has_perm("themes.change_theme"):
        return ""
    return _("Only administrators can do this.")


def theme_version(theme: Theme) -> str:
    """A short text that changes with the names, the descriptions and the colour."""
    return row_version(theme, EDITED_FIELDS)


def refuse_theme(by: Member, fields: Mapping[str, str]) -> str:
    """Why `by` may not store these fields of EDITED_FIELDS."""
    if why := refuse_theme_administration(by):
        return why
    if not fields["name_en"] or not fields["description_en"]:
        return _("Enter a name and a description in English. The other languages may follow.")
    if not COLOUR.fullmatch(fields["colour"]):
        return _("Enter a colour as # and six characters: digits 0–9 or letters A–F.")
    return ""


def refuse_new_facilitator(member: Member, by: Member) -> str:
    """Why `by` may not make `member` a facilitator."""
    if why := refuse_theme_administration(by):
        return why
    if member.closed_at:
        return _("This account is closed.")
    if not member.has_finished_sign_up:
        return _("This member has not finished their sign-up yet.")
    return ""
