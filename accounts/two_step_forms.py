"""allauth's forms for two-step verification, with our labels, rate limits and one-time codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.totp import forms as apps
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import names, two_step_verification
from accounts.forms import SiteLabelsMixin
from accounts.models import Member
from collective_brain.web import rate_limits


class CodeLabelMixin(SiteLabelsMixin):
    """Label the field `code` and open the keypad of digits on a phone."""

    user: Member
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class CheckCodeMixin(CodeLabelMixin):
    """Check a code from an app or a recovery code, and mark it as used."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        with _rate_limited("code", self.user.pk):
            try:
                self.authenticator = two_step_verification.find_authenticator(self.user, code)
            except two_step_verification.CodeAlreadyUsed:
                raise get_adapter().validation_error("used_code") from None
            if not self.authenticator:
                raise get_adapter().validation_error("wrong_code")
        return code


class SecondStepCodeForm(CheckCodeMixin, codes.AuthenticateForm):
    """A code after the password."""


class ReauthenticateCodeForm(CheckCodeMixin, codes.ReauthenticateForm):
    """A code before an important change."""


class SetUpAppForm(CodeLabelMixin, apps.ActivateTOTPForm):
    """The first code of a new app. The same code does not sign in afterwards.

    The secret stays the same until the app is set up: the browser may reload the page while the
    member is in the app.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        stored_secret = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if stored_secret:
            self.secret = stored_secret
            session[SECRET_SESSION_KEY] = stored_secret

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        with _rate_limited("code", self.user.pk):
            try:
                is_right = two_step_verification.use_totp_code(
                    self.user, self.secret, self.cleaned_data["code"]
                )
            except two_step_verification.CodeAlreadyUsed:
                raise get_adapter().validation_error("used_code") from None
            if not is_right:
                raise get_adapter().validation_error("wrong_code")
        return self.cleaned_data["code"]

    @property
    def spaced_secret(self) -> str:
        """The secret in groups of four letters, for typing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class CredentialField(forms.JSONField):
    """The JSON object that a device answers. Anything else is an incorrect code."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            answer = super().to_python(value)
        except (forms.ValidationError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise get_adapter().validation_error("incorrect_code")
        return answer


class PasskeyMixin:
    """A form with the answer of a passkey."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()


class KnownMemberPasskeyMixin(PasskeyMixin):
    """Check a passkey of a member who has given their password."""

    user: Member

    def clean_credential(self) -> Any:
        with _rate_limited("code", self.user.pk), _library_errors_as_incorrect_code():
            return super().clean_credential()  # type: ignore[misc]


class SecondStepPasskeyForm(KnownMemberPasskeyMixin, passkeys.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ReauthenticatePasskeyForm(KnownMemberPasskeyMixin, passkeys.ReauthenticateWebAuthnForm):
    """A passkey before an important change."""


class PasswordlessSignInForm(PasskeyMixin, passkeys.LoginWebAuthnForm):
    """A passkey instead of the password.

    The rate limit counts by address, because the member is not known yet.
    """

    def clean_credential(self) -> Any:
        key = rate_limits.client_address(context.request)
        if wait := rate_limits.seconds_to_wait("sign_in_address", key):
            raise _rate_limit_error(wait)
        try:
            with _library_errors_as_incorrect_code():
                return super().clean_credential()
        except forms.ValidationError:
            rate_limits.count_use("sign_in_address", key)
            raise


class AddPasskeyForm(PasskeyMixin, passkeys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _passkey_name_field(required=False)
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Allow signing in with this passkey only, without my password"),
            help_text=_("Your device then asks for your fingerprint, your face or its PIN."),
            initial=True,
            required=False,
        )

    def clean_name(self) -> str:
        self.cleaned_data["name"] = names.clean_profile_line(self.cleaned_data["name"])
        return super().clean_name()

    def clean(self) -> dict[str, Any]:
        with _library_errors_as_incorrect_code():
            return super().clean()


class RenamePasskeyForm(passkeys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _passkey_name_field(required=True)

    def clean_name(self) -> str:
        if name := names.clean_profile_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Enter a name."))


def _passkey_name_field(*, required: bool) -> forms.CharField:
    hint = _("Only you see this name, for example “My phone”.")
    return forms.CharField(
        label=_("Name of the passkey"), help_text=hint, max_length=60, required=required
    )


@contextmanager
def _rate_limited(limit: str, key: int) -> Iterator[None]:
    """Count a try before its check, so that simultaneous tries count. Success clears the count."""
    if wait := rate_limits.count_use(limit, key):
        raise _rate_limit_error(wait)
    yield
    rate_limits.clear_count(limit, key)


@contextmanager
def _library_errors_as_incorrect_code() -> Iterator[None]:
    """The libraries raise many kinds of errors for something that is not a passkey's answer."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise get_adapter().validation_error("incorrect_code") from None


def _rate_limit_error(wait: int) -> forms.ValidationError:
    context.request.over_limit = wait
    return forms.ValidationError(rate_limits.wait_message(wait), code="too_many_login_attempts")
