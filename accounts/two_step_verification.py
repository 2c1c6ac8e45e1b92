"""Two-step verification: who must set it up, and which codes are right. allauth does the rest."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt

from accounts import hooks, permissions
from accounts.models import Member


def must_set_up_two_step(member: Member) -> bool:
    """Whether `member` has a role and lacks the two-step verification that the role needs."""
    return permissions.lacks_two_step(member) and (member.is_staff or hooks.is_facilitator(member))


class CodeAlreadyUsed(Exception):
    """The code was right, but somebody used it before."""


def find_authenticator(member: Member, code: str) -> Authenticator | None:
    """The app or the recovery codes that `code` belongs to; the code cannot be used again.

    Raises CodeAlreadyUsed if this code of the app, or a later one, has been used.
    """
    authenticators = Authenticator.objects.filter(user=member).exclude(
        type=Authenticator.Type.WEBAUTHN
    )
    for authenticator in authenticators:
        authenticator.user = member
        if authenticator.type == Authenticator.Type.TOTP:
            if use_totp_code(member, decrypt(authenticator.data["secret"]), code):
                return authenticator
        elif authenticator.wrap().validate_code(code):
            return authenticator
    return None


def use_totp_code(member: Member, secret: str, code: str) -> bool:
    """Whether an app with this secret shows `code` now. Raises CodeAlreadyUsed.

    allauth stores used codes in the cache for less time than they are right, and does not store
    the code that sets up the app.
    """
    for step in totp.yield_hotp_counters_from_time():
        right_code = totp.format_hotp_value(totp.hotp_value(secret, step))
        if totp.compare_user_code(actual=code, expected=right_code):
            if Member.objects.use_totp_step(member, step):
                return True
            raise CodeAlreadyUsed
    return False
