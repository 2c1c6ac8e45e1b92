"""allauth's adapter for accounts: addresses, rate limits, redirects after sign-in, mail."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import permissions, sign_up_mail, two_step_verification
from accounts.credentials import normal_email, normal_password
from accounts.middleware import account_language
from accounts.models import Member
from collective_brain.web import rate_limits, saved_text
from collective_brain.web.redirects import safe_url

OTHER_WAYS = {
    "reauthenticate": _("With my password"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "duplicate_email": _("This is already your e-mail address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has already been used or has expired."),
        "max_email_addresses": _("Confirm or cancel your pending e-mail change first."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as a database column of the type inet can store it."""
        address = rate_limits.client_address(request)
        return rate_limits.UNKNOWN_ADDRESS if address == "unknown" else address

    def is_safe_url(self, url: str) -> bool:
        try:
            return url.isprintable() and bool(super().is_safe_url(url))
        except ValueError:  # urllib cannot parse "//[x"
            return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Use the language of the next page: signing in or out may change it."""
        signs_out = message_template == "account/messages/logged_out.txt"
        language = "" if signs_out else account_language(request)
        with translation.override(language or translation.get_language_from_request(request)):
            super().add_message(request, level, message_template, *args, **kwargs)

    # --- Rate limit of sign-in ---

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        limits = _limits_and_keys(request, credentials)
        wait = max(rate_limits.seconds_to_wait(limit, key) for limit, key in limits)
        if wait:
            request.over_limit = wait  # type: ignore[attr-defined]
            raise ValidationError(rate_limits.wait_message(wait), code="too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        for limit, key in _limits_and_keys(request, credentials):
            rate_limits.count_use(limit, key)

    # --- Redirects ---

    def pre_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse | None:
        if why := permissions.refuse_access(user):
            return render(request, "members/access_refused.html", {"refusal": why}, status=403)
        return super().pre_login(request, user, **kwargs)

    def post_login(
        self, request: HttpRequest, user: Member, *, redirect_url: str | None, **kwargs: Any
    ) -> HttpResponse:
        """Redirect members to two-step verification if they must set it up.

        Members without a handle finish their sign-up first.
        """
        sign_up_mail.forget_address(request)
        # allauth ignores `next` in the form of a passkey.
        posted_next = safe_url(request, request.POST.get("next", ""))
        next_url = redirect_url or posted_next or saved_text.newest_form_url(request)
        next_url = next_url or resolve_url("/")
        if two_step_verification.must_set_up_two_step(user):
            messages.warning(request, permissions.refuse_role_without_two_step(user))
            next_url = reverse("mfa_index")
        if user.must_accept_rules:
            next_url = f"{reverse('consents:own')}?{urlencode({'next': next_url})}"
        if not user.has_finished_sign_up:
            next_url = f"{reverse('members:welcome')}?{urlencode({'next': next_url})}"
        return super().post_login(request, user, redirect_url=next_url, **kwargs)

    def get_reauthentication_methods(self, user: Member) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": OTHER_WAYS[method["id"]]} for method in methods]

    # --- Normal forms ---

    def clean_email(self, email: str) -> str:
        return normal_email(super().clean_email(email))

    def clean_password(self, password: str, user: Any = None) -> str:
        return str(super().clean_password(normal_password(password), user))

    # --- Writes ---

    def save_user(
        self, request: HttpRequest, user: Member, form: Any, commit: bool = True
    ) -> Member:
        user.language = translation.get_language() or ""
        return super().save_user(request, user, form, commit)

    def set_password(self, user: Member, password: str) -> None:
        """Save only the password: saving the whole row could undo a simultaneous sanction."""
        user.set_password(password)
        user.save(update_fields=["password"])

    # --- Mail ---

    def format_email_subject(self, subject: str) -> str:
        return f"[Collective Brain] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        member = context.get("user") or Member.objects.filter(email=normal_email(email)).first()
        with translation.override((member and member.language) or translation.get_language()):
            super().send_mail(template_prefix, email, context)


def _limits_and_keys(request: HttpRequest, credentials: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("sign_in_address", rate_limits.client_address(request)),
        ("sign_in", normal_email(credentials.get("email", ""))),
    ]
