"""Who may read the record, and who may appeal and decide about appeals (decision 87)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.administration.access import refuse_member_pages
from accounts.models import Member
from forum.moderation.models import MAX_MESSAGES, Appeal, Statement
from forum.themes.models import Theme
from forum.themes.rules import refuse_facilitation


def refuse_facilitators_pages(member: Any) -> str:
    """Why `member` may not open the pages of facilitators and administrators."""
    if permissions.may_administer(member) or Theme.objects.facilitator_roles(member).exists():
        return ""
    has_role = member.is_staff or member.facilitates
    needs_two_step = has_role and permissions.refuse_role_without_two_step(member)
    return needs_two_step or _("Only facilitators and administrators can see this page.")


def refuse_appeal(member: Any, statement: Statement) -> str:
    """Why `member` may not appeal. Silenced and suspended members may: it is about that."""
    if statement.member_id != member.pk or member.closed_at:
        return _("Only the member that the decision is about can appeal.")
    if statement.has_appeal:
        return _("You have already appealed against this decision.")
    if statement.ended_at:
        return _("This decision has been undone. There is nothing to appeal against.")
    if timezone.now() > statement.appeal_until:
        return _("The time for an appeal is over.")
    return ""


def refuse_message(member: Any, appeal: Appeal) -> str:
    """Why `member` may not write in the dialogue of `appeal`."""
    if appeal.decided_at:
        return decided_sentence(appeal)
    is_appellant = appeal.statement.member_id == member.pk
    if not is_appellant and (refusal := _refuse_role(member, appeal.statement)):
        return refusal
    if appeal.count_of_side(is_appellant=is_appellant) >= MAX_MESSAGES:
        return _("Each side can write at most %(count)d messages.") % {"count": MAX_MESSAGES}
    return ""


def refuse_decision(member: Any, appeal: Appeal) -> str:
    """Why `member` may not decide about `appeal`: nobody decides about themselves."""
    statement = appeal.statement
    if statement.member_id == member.pk:
        return _("You cannot decide about your own appeal.")
    if refusal := _refuse_role(member, statement):
        return refusal
    if appeal.decided_at:
        return decided_sentence(appeal)
    if statement.act.by_id == member.pk and other_deciders(statement).exists():
        return _("You took this decision, so another person decides about the appeal.")
    return ""


def decided_sentence(appeal: Appeal) -> str:
    name = appeal.decided_by.get_full_name() if appeal.decided_by else ""
    return _("Already decided by %(name)s: %(outcome)s.") % {
        "name": name,
        "outcome": appeal.get_outcome_display(),
    }


def other_deciders(statement: Statement) -> Any:
    """Who can decide and did not take the decision: facilitators of the theme first."""
    involved = [key for key in (statement.member_id, statement.act.by_id) if key]
    members = Member.objects.filter(closed_at=None).exclude(pk__in=involved)
    facilitators = members.filter(facilitated_themes=statement.theme_id or 0)
    return facilitators if facilitators.exists() else members.filter(is_staff=True)


def _refuse_role(member: Any, statement: Statement) -> str:
    if refusal := permissions.refuse_access(member):
        return refusal
    if statement.theme:
        return refuse_facilitation(member, statement.theme)
    return refuse_member_pages(member)
