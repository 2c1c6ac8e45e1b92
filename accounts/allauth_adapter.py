"""allauth in this house: whose address counts, how often one may fail, where one goes, how mail speaks."""

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

from accounts import permissions, two_step_verification
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
        "email_password_mismatch": _("This e-mail and this password do not belong together."),
        "duplicate_email": _("This is your e-mail already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has been used, or it is too old."),
        "max_email_addresses": _("One new e-mail at a time: confirm or withdraw the other first."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        address = rate_limits.client_address(request)
        return (
            rate_limits.UNKNOWN_ADDRESS if address == "unknown" else address
        )  # it is stored as an address

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # "//[x" is no address at all
            return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *what: Any,
        **how: Any,
    ) -> None:
        """In the language of the next page: signing in or out may change it."""
        leaves = message_template == "account/messages/logged_out.txt"
        own = "" if leaves else account_language(request)
        with translation.override(own or translation.get_language_from_request(request)):
            super().add_message(request, level, message_template, *what, **how)

    # --- How often one may fail ---

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if wait := max(
            rate_limits.seconds_to_wait("sign_in", key) for key in _who_tries(request, credentials)
        ):
            request.over_limit = wait  # type: ignore[attr-defined]
            raise ValidationError(rate_limits.wait_message(wait), code="too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        for key in _who_tries(request, credentials):
            rate_limits.count_use("sign_in", key)

    # --- Where one goes next ---

    def pre_login(self, request: HttpRequest, user: Member, **how: Any) -> HttpResponse | None:
        if why := permissions.refuse_access(user):
            return render(request, "members/refused.html", {"why": why}, status=403)
        return super().pre_login(request, user, **how)

    def post_login(
        self, request: HttpRequest, user: Member, *, redirect_url: str | None, **how: Any
    ) -> HttpResponse:
        asked = safe_url(
            request, request.POST.get("next", "")
        )  # a passkey's form tells it here only
        onward = redirect_url or asked or saved_text.newest_form_url(request) or resolve_url("/")
        if two_step_verification.must_set_up_two_step(user):
            messages.warning(request, permissions.refuse_role_without_two_step(user))
            onward = reverse("mfa_index")
        if not user.has_finished_sign_up:
            onward = f"{reverse('members:welcome')}?{urlencode({'next': onward})}"
        return super().post_login(request, user, redirect_url=onward, **how)

    def get_reauthentication_methods(self, user: Member) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": OTHER_WAYS[method["id"]]} for method in methods]

    # --- What is written ---

    def save_user(
        self, request: HttpRequest, user: Member, form: Any, commit: bool = True
    ) -> Member:
        user.language = translation.get_language() or ""
        return super().save_user(request, user, form, commit)

    def set_password(self, user: Member, password: str) -> None:
        """Only the password: a whole row would undo a sanction of the same moment."""
        user.set_password(password)
        user.save(update_fields=["password"])

    # --- How mail speaks ---

    def format_email_subject(self, subject: str) -> str:
        return f"[Collective Brain] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        member = context.get("user") or Member.objects.filter(email=email.lower()).first()
        with translation.override((member and member.language) or translation.get_language()):
            super().send_mail(template_prefix, email, context)


def _who_tries(request: HttpRequest, credentials: dict[str, Any]) -> list[str]:
    return [
        f"from {rate_limits.client_address(request)}",
        f"as {credentials.get('email', '').lower()}",
    ]
