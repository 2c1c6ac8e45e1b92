"""allauth's forms of the second step, with our limits and words; a code is taken once."""

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
    """A code of six or eight digits, typed on a phone."""

    user: Member
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class CheckCodeMixin(CodeLabelMixin):
    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        with _counted("code", self.user.pk):
            try:
                self.authenticator = two_step_verification.find_authenticator(self.user, code)
            except two_step_verification.CodeAlreadyUsed:
                raise get_adapter().validation_error("used_code") from None
            if not self.authenticator:
                raise get_adapter().validation_error("wrong_code")
        return code


class SecondStepCodeForm(CheckCodeMixin, codes.AuthenticateForm):
    """After the password."""


class ReauthenticateCodeForm(CheckCodeMixin, codes.ReauthenticateForm):
    """Before an important change."""


class SetUpAppForm(CodeLabelMixin, apps.ActivateTOTPForm):
    """The first code of a new app; it does not sign in afterwards.

    The secret stays until it is set up: who comes back from the app may find the page loaded anew.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        begun = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if begun:
            self.secret = session[SECRET_SESSION_KEY] = begun

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        with _counted("code", self.user.pk):
            try:
                taken = two_step_verification.use_totp_code(
                    self.user, self.secret, self.cleaned_data["code"]
                )
            except two_step_verification.CodeAlreadyUsed:
                raise get_adapter().validation_error("used_code") from None
            if not taken:
                raise get_adapter().validation_error("wrong_code")
        return self.cleaned_data["code"]

    @property
    def spaced_secret(self) -> str:
        """For typing it, in groups of four."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class CredentialField(forms.JSONField):
    """What a device answers, as an object; whatever else comes did not work."""

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
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()


class KnownMemberPasskeyMixin(PasskeyMixin):
    """A passkey of a known member."""

    user: Member

    def clean_credential(self) -> Any:
        with _counted("code", self.user.pk), _read():
            return super().clean_credential()  # type: ignore[misc]


class SecondStepPasskeyForm(KnownMemberPasskeyMixin, passkeys.AuthenticateWebAuthnForm):
    """After the password."""


class ReauthenticatePasskeyForm(KnownMemberPasskeyMixin, passkeys.ReauthenticateWebAuthnForm):
    """Before an important change."""


class PasswordlessSignInForm(PasskeyMixin, passkeys.LoginWebAuthnForm):
    """Instead of the password. Counted by address alone: whose passkey it claims to be is not known yet."""

    def clean_credential(self) -> Any:
        key = f"from {rate_limits.client_address(context.request)}"
        if wait := rate_limits.seconds_to_wait("sign_in", key):
            raise _over(wait)
        try:
            with _read():
                return super().clean_credential()
        except forms.ValidationError:
            rate_limits.count_use("sign_in", key)
            raise


class AddPasskeyForm(PasskeyMixin, passkeys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name(required=False)
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Sign in with it alone, without my password"),
            help_text=_("Your device then asks for your finger, your face or its PIN."),
            initial=True,
            required=False,
        )

    def clean_name(self) -> str:
        self.cleaned_data["name"] = names.clean_line(self.cleaned_data["name"])
        return super().clean_name()

    def clean(self) -> dict[str, Any]:
        with _read():
            return super().clean()


class RenamePasskeyForm(passkeys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name(required=True)

    def clean_name(self) -> str:
        if name := names.clean_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Give it a name."))


def _name(*, required: bool) -> forms.CharField:
    hint = _("For you alone, to know it again: “My phone”.")
    return forms.CharField(label=_("Its name"), help_text=hint, max_length=60, required=required)


@contextmanager
def _counted(limit: str, key: int) -> Iterator[None]:
    """A try; counted before it is looked at, so that many at once are counted, too. Success forgets the count."""
    if wait := rate_limits.count_use(limit, key):
        raise _over(wait)
    yield
    rate_limits.clear_count(limit, key)


@contextmanager
def _read() -> Iterator[None]:
    """What is no passkey's answer makes the libraries stumble in many ways."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise get_adapter().validation_error("incorrect_code") from None


def _over(wait: int) -> forms.ValidationError:
    context.request.over_limit = wait
    return forms.ValidationError(rate_limits.wait_message(wait), code="too_many_login_attempts")
