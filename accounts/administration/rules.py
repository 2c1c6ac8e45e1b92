"""The rules for what administrators do with the account of another member.

A rule returns its refusal as a sentence, or "".
"""

from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member
from collective_brain.web.row_versions import refuse_stale, row_version

# What an administrator checks before they confirm a community.
DECLARED_FIELDS = (
    *("name", "community", "side", "organisation", "country"),
    *("community_confirmed", "community_refused"),
)
SANCTION_FIELDS = ("silenced_until", "suspended_until", "sanction_reason")
CORRECTED_FIELDS = ("name", "organisation", "bio")


def declaration_version(member: Member) -> str:
    """A short text that changes with what `member` declares, and with the answer to it."""
    return row_version(member, DECLARED_FIELDS)


def sanction_version(member: Member) -> str:
    return row_version(member, SANCTION_FIELDS)


def profile_version(member: Member) -> str:
    return row_version(member, CORRECTED_FIELDS)


def refuse_administration(member: Member, by: Member) -> str:
    """Why `by` may do nothing with the account of `member`."""
    if member.closed_at:
        return _("This account is closed.")
    if not permissions.may_change_members(by):
        return _("Only administrators can do this.")
    return ""


def refuse_reason(why: str) -> str:
    return "" if why.strip() else _("Enter a reason; the member will see it.")


def refuse_answer(member: Member, seen: str) -> str:
    """Why nobody can confirm or refuse what `member` declares. seen: the version that was read."""
    if not member.community:
        return _("This member has not declared a community yet.")
    return refuse_stale(seen, declaration_version(member))


def refuse_intervention(member: Member, by: Member, why: str) -> str:
    """Why `by` may not correct the profile or close the account of `member` for the reason `why`.

    The member themself does it in their settings.
    """
    if refusal := refuse_administration(member, by):
        return refusal
    if member.is_staff:
        return _("This member is an administrator. Remove that role first.")
    return refuse_reason(why)


def refuse_sanction(member: Member, by: Member, why: str) -> str:
    """Why `by` may not silence or suspend `member` for the reason `why`."""
    if refusal := refuse_administration(member, by):
        return refusal
    if member.pk == by.pk:
        return _("You cannot sanction yourself.")
    if member.is_staff:
        return _("An administrator cannot be sanctioned. Remove that role first.")
    return refuse_reason(why)


def refuse_emptying(member: Member, by: Member, why: str) -> str:
    """Why `by` may not empty the texts of a closed account for the reason `why`."""
    if not permissions.may_change_members(by):
        return _("Only administrators can do this.")
    if not member.closed_at:
        return _("This account is open: its owner closes it and empties the texts.")
    return "" if why.strip() else _("Enter a reason for the record.")


def refuse_two_step_reset(member: Member, by: Member | None, why: str) -> str:
    """Why `by` may not reset the two-step verification of `member` for the reason `why`.

    by: None for the owner of the server.
    """
    if by and (refusal := refuse_administration(member, by)):
        return refusal
    if member.closed_at:
        return _("This account is closed.")
    if by and not by.is_superuser and (member.is_staff or member.is_superuser):
        return _("Only a superuser can turn off the two-step verification of an administrator.")
    return refuse_reason(why)
