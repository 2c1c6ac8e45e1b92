"""Every write to a member is one function here, with one durable transaction and one event."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import names, rules, sessions
from accounts.acts import recording
from accounts.choices import Community
from accounts.consents.models import Consent
from accounts.events import (
    HandleForgotten,
    MemberClosed,
    MemberWelcomed,
    PreferencesChanged,
    ProfileChanged,
    SessionsEnded,
    TextsEmptied,
)
from accounts.models import Member, RetiredHandle
from accounts.trust_levels import TrustLevel
from collective_brain import event_log
from collective_brain.errors import Refused
from collective_brain.outgoing_mail.models import OutgoingEmail

ONE_LINE_FIELDS = ("name", "organisation")
PRIVACY_FIELDS = ("listed_for", "last_seen_for", "shows_presence")
# Profile fields that nobody else sees.
PREFERENCES = ("time_zone", "language", "hears_reactions", "takes_private_notes")
CONFIRMED_FIELDS = {"name", "organisation", "community", "side"}
CONFIRMATION = ("community_confirmed", "community_refused")  # what an administrator answered
PROFILE_FIELDS = (
    *ONE_LINE_FIELDS,
    "community",
    "side",
    "country",
    "languages",
    *PREFERENCES,
    "bio",
    *PRIVACY_FIELDS,
)


def finish_sign_up(
    member: Member, *, handle: str, themes: tuple[int, ...] = (), **profile: Any
) -> Member:
    """Finish the sign-up of `member`. A repeat changes nothing.

    themes: ids of the themes that the member follows. profile: fields of PROFILE_FIELDS.
    Raises Refused if a rule refuses the handle or the profile, or if the handle is taken.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if member.has_finished_sign_up:
            return member
        complete_profile = {"name": "", "community": "", **profile}
        if why := rules.refuse_sign_up(member, handle, complete_profile):
            raise Refused(why)
        if RetiredHandle.objects.is_retired(handle):
            raise Refused(_("This username is taken. Choose another one."))
        member.handle = handle
        _set_profile(member, profile)
        member.update_search_text()
        Consent.objects.store(member)  # the form of sign-up or the welcome form asked
        try:
            with transaction.atomic():
                member.save(
                    update_fields=["handle", "found_by", "accepted_version", *PROFILE_FIELDS]
                )
        except IntegrityError:
            raise Refused(_("This username is taken. Choose another one.")) from None
        event_log.record(MemberWelcomed(member.pk, by=member.pk, theme_ids=tuple(themes)))
    return member


def change_profile(member: Member, **profile: Any) -> Member:
    """Change the given fields of PROFILE_FIELDS.

    A change of PREFERENCES alone is another event, which renders no page again.
    The mark of a confirmed community belongs to the name, the organisation, the community and the
    side that an administrator has confirmed: a new one is self-declared until they confirm it.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if why := rules.refuse_change(member, profile):
            raise Refused(why)
        if changed := store_profile(member, profile):
            is_seen_by_others = not set(changed) <= set(PREFERENCES)
            event = ProfileChanged if is_seen_by_others else PreferencesChanged
            event_log.record(event(member.pk, by=member.pk))
    return member


def store_profile(member: Member, profile: dict[str, Any]) -> list[str]:
    """Save fields of PROFILE_FIELDS of a locked member; return those that have changed.

    Call it in the transaction of an action. A new name or community must be confirmed again.
    """
    before = {field: getattr(member, field) for field in PROFILE_FIELDS}
    _set_profile(member, profile)
    changed = [field for field in PROFILE_FIELDS if getattr(member, field) != before[field]]
    if CONFIRMED_FIELDS & set(changed):
        member.community_confirmed = member.community_refused = False
    if changed:
        member.update_search_text()
        member.save(update_fields=[*changed, *CONFIRMATION, "found_by"])
    return changed


def set_language(member: Member, language: str) -> None:
    """Set the language of the site and of its mail for `member`."""
    with transaction.atomic(durable=True):
        if Member.objects.filter(pk=member.pk).exclude(language=language).update(language=language):
            event_log.record(PreferencesChanged(member.pk, by=member.pk))


def close_account(member: Member, *, by: Member, empties_texts: bool = False) -> None:
    """Close the account and delete what identifies its owner. A repeat changes nothing.

    The posts stay, under "a former member", or the worker empties them. Raises Refused for the
    last administrator.
    """
    with transaction.atomic(durable=True):
        administrators = list(Member.objects.administrators().select_for_update(no_key=True))
        member = Member.objects.locked(member.pk)
        if member.closed_at:
            return
        if why := rules.refuse_close(member, administrators):
            raise Refused(why)
        _delete_personal_fields(member)
        event = MemberClosed(member.pk, by=by.pk)
        if by.pk == member.pk:
            event_log.record(event)
        else:
            recording.record(event, member.act_target)
        if empties_texts:
            event_log.record(store_emptying(member, by=member))
    sessions.end_all_sessions(member)


def empty_texts(member_id: int) -> None:
    """Empty the texts of a closed account, by the link that its owner got.

    A repeat changes nothing.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member_id)
        if member.closed_at and not member.texts_emptied_at:
            event_log.record(store_emptying(member, by=member))


def store_emptying(member: Member, *, by: Member) -> TextsEmptied:
    """Store that the texts of a locked member become empty. Returns the event to record."""
    member.texts_emptied_at = timezone.now()
    member.save(update_fields=["texts_emptied_at"])
    return TextsEmptied(member.pk, by=by.pk)


def end_sessions(member: Member, *, but: str, only: int | None = None) -> int:
    """Sign `member` out everywhere except in the session `but`.

    only: the id of a UserSession; no other session ends. Returns the number of ended sessions.
    """
    with transaction.atomic(durable=True):
        ended = UserSession.objects.filter(user=member).exclude(session_key=but)
        if only is not None:
            ended = ended.filter(pk=only)
        keys = tuple(ended.values_list("session_key", flat=True))
        if keys:
            sessions.end_sessions(keys)
            event_log.record(SessionsEnded(member.pk, by=member.pk, keys=keys))
    return len(keys)


def replacement_handle(member: Member) -> str:
    """The text that replaces the handle of a closed account, in its row and in mentions."""
    return f"former-{member.pk}"


def erase_handle(member: Member) -> None:
    """Replace the handle of a closed account once no text mentions it, and retire it for good.

    A repeat is harmless.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if member.closed_at and member.handle != replacement_handle(member):
            if member.handle:
                RetiredHandle.objects.retire(member.handle)
            member.handle = replacement_handle(member)
            member.save(update_fields=["handle"])
            event_log.record(HandleForgotten(member.pk, by=member.pk))


def _set_profile(member: Member, profile: dict[str, Any]) -> None:
    for field in PROFILE_FIELDS:
        if field not in profile:
            continue
        value = profile[field]
        if field in ONE_LINE_FIELDS:
            value = names.clean_profile_line(value)
        elif field == "bio":
            value = names.clean_profile_text(value)
        setattr(member, field, value)
    if member.community != Community.CONSTITUENT:
        member.side = ""


def _delete_personal_fields(member: Member) -> None:
    """Delete all that identifies the member.

    The community stays, because readers need it to understand the posts. The handle stays until
    no text mentions it; see erase_handle.
    """
    email_rows = EmailAddress.objects.filter(user=member)
    addresses = [member.email, *email_rows.values_list("email", flat=True)]
    member.email = f"closed-{member.pk}@invalid"
    member.name = member.side = member.organisation = member.country = member.bio = ""
    member.language = member.sanction_reason = member.picture = ""
    member.languages, member.time_zone, member.found_by = [], "UTC", ""
    member.draft_places, member.code_step, member.accepted_version = [], None, 0
    member.facilitates, member.blocked_ids = [], []
    member.trust_level, member.trust_due_at = TrustLevel.NEW, None
    member.silenced_until = member.suspended_until = member.last_login = member.last_seen_at = None
    member.community_confirmed = member.community_refused = False
    member.is_staff = member.is_superuser = member.is_active = False
    member.closed_at = timezone.now()
    member.set_unusable_password()
    member.save()
    member.groups.clear()
    member.user_permissions.clear()
    email_rows.delete()
    OutgoingEmail.objects.to_address(addresses).delete()
    Authenticator.objects.filter(user=member).delete()
    UserSession.objects.filter(user=member).delete()
    _erase_in_admin_log(member, addresses)


def _erase_in_admin_log(member: Member, addresses: list[str]) -> None:
    """Replace the name of the member and `addresses` where Django's admin logged them."""
    about_member = Q(content_type=ContentType.objects.get_for_model(Member), object_id=member.pk)
    for address in addresses:
        about_member |= Q(object_repr__icontains=address) | Q(change_message__icontains=address)
    LogEntry.objects.filter(about_member).update(
        object_repr=replacement_handle(member), change_message=""
    )
