"""Every write to a member: one function, one durable transaction, one event."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import names, rules, sessions
from accounts.events import (
    CommunityConfirmed,
    HandleForgotten,
    MemberClosed,
    MemberSilenced,
    MemberSuspended,
    MemberWelcomed,
    ProfileChanged,
    SanctionLifted,
    SecondStepRemoved,
    SessionsEnded,
)
from accounts.models import Community, Member
from collective_brain import event_log
from collective_brain.errors import Refused

LINES = ("name", "organisation")
PRIVACY = ("listed_for", "last_seen_for", "shows_presence")
PROFILE = (
    *LINES,
    "community",
    "side",
    "country",
    "languages",
    "time_zone",
    "language",
    "bio",
    *PRIVACY,
)


def finish_sign_up(
    member: Member, *, handle: str, themes: tuple[int, ...] = (), **profile: Any
) -> Member:
    """Finish the sign-up of `member`. themes: keys of the themes they follow; profile: fields of PROFILE.

    A repeat changes nothing. Raises Refused when the handle is taken, not a good one, or the profile is not.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if member.has_finished_sign_up:
            return member
        if why := names.refuse_handle(handle) or rules.refuse_profile(
            {"name": "", "community": "", **profile}
        ):
            raise Refused(why)
        member.handle = handle
        _fill(member, profile)
        member.update_search_text()
        try:
            with transaction.atomic():
                member.save(update_fields=["handle", "found_by", *PROFILE])
        except IntegrityError:
            raise Refused(_("This handle is taken. Choose another one.")) from None
        event_log.record(MemberWelcomed(member.pk, by=member.pk, theme_ids=tuple(themes)))
    return member


def change_profile(member: Member, **profile: Any) -> Member:
    """Change the given fields of PROFILE; a new community or side is self-declared until confirmed again."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if why := rules.refuse_change(member, profile):
            raise Refused(why)
        before = {field: getattr(member, field) for field in PROFILE}
        _fill(member, profile)
        changed = [field for field in PROFILE if getattr(member, field) != before[field]]
        if {"community", "side"} & set(changed):
            member.community_confirmed = False
        if changed:
            member.update_search_text()
            member.save(update_fields=[*changed, "community_confirmed", "found_by"])
            event_log.record(ProfileChanged(member.pk, by=member.pk))
    return member


def set_language(member: Member, language: str) -> None:
    """The language in which the site and its mail speak to `member`."""
    with transaction.atomic(durable=True):
        if Member.objects.filter(pk=member.pk).exclude(language=language).update(language=language):
            event_log.record(ProfileChanged(member.pk, by=member.pk))


def confirm_community(member: Member, *, by: Member) -> None:
    """An administrator knows that the member is what they declared."""
    with transaction.atomic(durable=True):
        declared = Member.objects.filter(pk=member.pk, closed_at=None, community_confirmed=False)
        if declared.exclude(community="").update(community_confirmed=True):
            event_log.record(CommunityConfirmed(member.pk, by=by.pk))


def silence(member: Member, *, by: Member, until: datetime, why: str) -> None:
    """`member` may read but not write before `until`, and is told `why`."""
    with transaction.atomic(durable=True):
        if _sanction(member, by=by, field="silenced_until", until=until, why=why):
            event_log.record(MemberSilenced(member.pk, by=by.pk, why=why))


def suspend(member: Member, *, by: Member, until: datetime, why: str) -> None:
    """`member` may not be signed in before `until`, is told `why`, and is signed out everywhere."""
    with transaction.atomic(durable=True):
        if _sanction(member, by=by, field="suspended_until", until=until, why=why):
            event_log.record(MemberSuspended(member.pk, by=by.pk, why=why))
    sessions.end_all_sessions(member)


def lift_sanctions(member: Member, *, by: Member) -> None:
    """End silence and suspension now."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if not (member.silenced_until or member.suspended_until):
            return
        member.silenced_until = member.suspended_until = None
        member.sanction_reason = ""
        member.save(update_fields=["silenced_until", "suspended_until", "sanction_reason"])
        event_log.record(SanctionLifted(member.pk, by=by.pk))


def close_account(member: Member, *, by: Member) -> None:
    """Close the account: its posts stay, under "a former member"; what else identifies its owner is gone.

    A repeat changes nothing. Raises Refused for the last administrator.
    """
    with transaction.atomic(durable=True):
        administrators = list(Member.objects.administrators().select_for_update(no_key=True))
        member = Member.objects.locked(member.pk)
        if member.closed_at:
            return
        if why := rules.refuse_close(member, administrators):
            raise Refused(why)
        _wipe(member)
        event_log.record(MemberClosed(member.pk, by=by.pk))
    sessions.end_all_sessions(member)


def end_sessions(member: Member, *, but: str, only: int | None = None) -> int:
    """Sign `member` out everywhere but in the session `but`, or only in UserSession `only`; how many ended."""
    with transaction.atomic(durable=True):
        ended = UserSession.objects.filter(user=member).exclude(session_key=but)
        keys = tuple(row.session_key for row in ended if only in (None, row.pk))
        if keys:
            sessions.end_sessions(keys)
            event_log.record(SessionsEnded(member.pk, by=member.pk, keys=keys))
    return len(keys)


def reset_two_step(member: Member, *, by: Member, why: str) -> None:
    """Take app, passkeys and recovery codes from `member`, who has lost them and is told; a repeat changes nothing."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_two_step_reset(member, why):
            raise Refused(refusal)
        if Authenticator.objects.filter(user=member).delete()[0]:
            event_log.record(SecondStepRemoved(member.pk, by=by.pk, why=why))


def former_handle(member: Member) -> str:
    """What stands for the handle of a closed account, in its row and where others mentioned it."""
    return f"former-{member.pk}"


def erase_handle(member: Member) -> None:
    """Take the handle of a closed account out of its row, when it is out of every text. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if member.closed_at and member.handle != former_handle(member):
            member.handle = former_handle(member)
            member.save(update_fields=["handle"])
            event_log.record(HandleForgotten(member.pk, by=member.pk))


def _fill(member: Member, profile: dict[str, Any]) -> None:
    for field in PROFILE:
        if field in profile:
            value = names.clean_line(profile[field]) if field in LINES else profile[field]
            setattr(member, field, names.clean_text(value) if field == "bio" else value)
    if member.community != Community.CONSTITUENT:
        member.side = ""


def _sanction(member: Member, *, by: Member, field: str, until: datetime, why: str) -> bool:
    """Whether something changed: the same sanction twice is one."""
    member = Member.objects.locked(member.pk)
    if refusal := rules.refuse_sanction(member, by, why):
        raise Refused(refusal)
    if (getattr(member, field), member.sanction_reason) == (until, why):
        return False
    setattr(member, field, until)
    member.sanction_reason = why
    member.save(update_fields=[field, "sanction_reason"])
    return True


def _wipe(member: Member) -> None:
    """Everything that identifies; the community stays, because it is how the posts are read."""
    member.email = f"closed-{member.pk}@invalid"  # the handle goes once nobody's text mentions it: forget_handle
    member.name = member.side = member.organisation = member.country = member.bio = ""
    member.language = member.sanction_reason = ""
    member.languages, member.time_zone, member.found_by = [], "UTC", ""
    member.silenced_until = member.suspended_until = member.last_login = member.last_seen_at = None
    member.community_confirmed = member.is_staff = member.is_superuser = member.is_active = False
    member.closed_at = timezone.now()
    member.set_unusable_password()
    member.save()
    member.groups.clear()
    member.user_permissions.clear()
    EmailAddress.objects.filter(user=member).delete()
    Authenticator.objects.filter(user=member).delete()
    UserSession.objects.filter(user=member).delete()
    kind = ContentType.objects.get_for_model(Member)
    LogEntry.objects.filter(content_type=kind, object_id=str(member.pk)).update(
        object_repr=former_handle(member)
    )
