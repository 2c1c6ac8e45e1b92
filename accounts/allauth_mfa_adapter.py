"""allauth's adapter for two-step verification: sentences, names of passkeys, the issuer."""

from typing import Any, ClassVar

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member


class MFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": gettext_lazy("First set up an app or a passkey."),
        "incorrect_code": gettext_lazy("That did not work. Try again or use another method."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
        "wrong_code": gettext_lazy(
            "This code is not correct. Your app shows a new one every 30 seconds; each "
            "recovery code works once."
        ),
        "used_code": gettext_lazy(
            "This code has already been used. Wait until your app shows the next one."
        ),
    }

    def get_totp_issuer(self) -> str:
        return app_settings.TOTP_ISSUER

    def build_totp_svg(self, url: str) -> str:
        """Return no picture: the page loads it from its URL in security_views.py."""
        return ""

    def generate_authenticator_name(self, user: Member, type: Any) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": app_settings.TOTP_ISSUER}
