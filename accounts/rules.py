"""The rules for actions on accounts. A rule returns its refusal as a sentence, or ""."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts import look_alikes, names, permissions
from accounts.choices import Community, Side
from accounts.models import Member


def refuse_profile(profile: Mapping[str, Any]) -> str:
    """Why this profile is not allowed. The rule checks only the fields that `profile` contains."""
    if not profile.get("name", "-"):
        return _("Enter a display name.")
    if "community" in profile and profile["community"] not in Community:
        return _("Choose your community.")
    if profile.get("community") == Community.CONSTITUENT and profile.get("side") not in Side:
        return _("Choose your group: Government, Employers or Workers.")
    return ""


def refuse_name(member: Member, profile: Mapping[str, Any]) -> str:
    """Why `member` may not take the new name of `profile` (decision 58).

    A name that stays is never refused. Administrators may name their role.
    """
    name = names.clean_profile_line(profile.get("name", ""))
    if not name or name == member.name:
        return ""
    if not member.is_staff and (why := names.refuse_name(name)):
        return why
    others = Member.objects.with_roles().exclude(pk=member.pk).values_list("name", flat=True)
    if look_alikes.looks_like(name, others):
        return _(
            "A facilitator or an administrator has this name, or a similar one. Add something"
            " that distinguishes you, such as a second name or your city."
        )
    return ""


def refuse_handle(member: Member, handle: str) -> str:
    """Why `member` may not choose `handle`."""
    if why := names.refuse_handle(handle):
        return why
    others = Member.objects.with_roles().exclude(pk=member.pk).values_list("handle", flat=True)
    if look_alikes.looks_like(handle, filter(None, others)):
        return _(
            "This username looks like that of a facilitator or an administrator. Choose "
            "another one."
        )
    return ""


def refuse_sign_up(member: Member, handle: str, profile: Mapping[str, Any]) -> str:
    """Why `member` may not finish their sign-up with this handle and profile."""
    why = refuse_handle(member, handle) or refuse_profile(profile)
    return why or refuse_name(member, profile)


def refuse_change(member: Member, profile: Mapping[str, Any]) -> str:
    """Why `member` may not change their profile to `profile`."""
    why = permissions.refuse_writing(member) or refuse_profile(profile)
    return why or refuse_name(member, profile)


def refuse_close(member: Member, administrators: list[Member]) -> str:
    """Why `member` may not close their account. administrators: all administrators of the site."""
    if [one.pk for one in administrators] == [member.pk]:
        return _(
            "You are the last administrator. Make somebody else an administrator before you "
            "close your account."
        )
    return ""
