"""Which members an administrator may see the site as. A rule returns a sentence or ""."""

from django.utils.translation import gettext as _

from accounts.administration.rules import refuse_administration, refuse_reason
from accounts.models import Member


def refuse_seeing_as(member: Member, by: Member) -> str:
    """Why `by` may not see the site as `member`. An administrator would lend their rights."""
    if refusal := refuse_administration(member, by):
        return refusal
    if member.is_staff or member.is_superuser:
        return _("Nobody can see the site as an administrator does.")
    if not member.has_finished_sign_up:
        return _("This member has not finished the sign-up.")
    return ""


def refuse_start(member: Member, by: Member, why: str) -> str:
    return refuse_seeing_as(member, by) or refuse_reason(why)
