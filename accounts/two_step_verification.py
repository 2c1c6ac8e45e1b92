"""The second step of signing in: who has to have one, and which codes are right; allauth keeps the rest.

forum.event_listeners says who facilitates.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import permissions
from accounts.models import Member


def _nobody(member: Member) -> bool:
    return False


facilitates: Callable[[Member], bool] = _nobody  # whether a member looks after any theme


def asked_of(member: Member) -> bool:
    """Whether `member` has to set up a second step now; standing.lacks_second_step says what rests until then."""
    return permissions.lacks_second_step(member) and (member.is_staff or facilitates(member))


class UsedCode(Exception):
    """The code was right once."""


def find(member: Member, code: str) -> Authenticator | None:
    """What of `member` the code belongs to; it is not taken again. Raises UsedCode, also when a later one was."""
    for found in Authenticator.objects.filter(user=member).exclude(
        type=Authenticator.Type.WEBAUTHN
    ):
        found.user = member
        if found.type == Authenticator.Type.TOTP:
            if take(member, decrypt(found.data["secret"]), code):
                return found
        elif found.wrap().validate_code(code):
            return found
    return None


def take(member: Member, secret: str, code: str) -> bool:
    """Whether `code` is one that an app with this secret shows now. Raises UsedCode.

    allauth notes a used code in the cache, for less time than it is right, and not when it sets up the app.
    """
    for step in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(
            actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))
        ):
            if Member.objects.take_step(member, step):
                return True
            raise UsedCode
    return False


class Adapter(DefaultMFAAdapter):
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": gettext_lazy("First set up an app or a passkey."),
        "incorrect_code": gettext_lazy("This did not work. Try again, or another way."),
        "unverified_email": gettext_lazy("Confirm your e-mail first."),
        "wrong_code": gettext_lazy(
            "This code is not right. Your app shows a new one every 30 seconds; a recovery code counts once."
        ),
        "used_code": gettext_lazy(
            "This code has been used. Wait until your app shows the next one."
        ),
    }

    def get_totp_issuer(self) -> str:
        return app_settings.TOTP_ISSUER

    def build_totp_svg(self, url: str) -> str:
        """The page shows it from an address of its own: accounts/security_views.py."""
        return ""

    def generate_authenticator_name(self, user: Member, type: Any) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": app_settings.TOTP_ISSUER}
