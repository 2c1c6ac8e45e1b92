"""The form of sign-up: our labels, the limit of new accounts, and a trap for simple programs."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from django import forms
from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts import disposable_addresses, sign_up_mail
from accounts.consents import actions as consents
from accounts.consents import versions
from accounts.consents.fields import ConsentField
from accounts.forms import SiteLabelsMixin
from accounts.invitations.models import Invitation
from accounts.invitations.views import SESSION_KEY
from accounts.models import Member
from collective_brain.web import rate_limits


class SignUpForm(SiteLabelsMixin, allauth.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")
        self.fields["accepts"] = ConsentField()
        if "correct" in context.request.GET:
            self.fields["email"].initial = sign_up_mail.remembered_address(context.request)
        # allauth makes no account for a program that fills in this field, and answers as usual.
        honeypot: Any = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        honeypot.is_honeypot = True
        honeypot.label = _("Leave this field empty")
        honeypot.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if refusal := disposable_addresses.refuse_disposable(email):
            raise forms.ValidationError(refusal)
        return email

    def clean(self) -> dict[str, Any]:
        """Count only sign-ups without errors under the rate limit, or as guests of an event."""
        cleaned = super().clean()
        if self.errors or Invitation.objects.use(context.request.session.get(SESSION_KEY, "")):
            return cleaned
        wait = rate_limits.count_use("sign_up", rate_limits.client_address(context.request))
        if wait:
            context.request.over_limit = wait
            self.add_error(None, rate_limits.wait_message(wait))
        return cleaned

    def try_save(self, request: Any) -> Any:
        """After a double click, the second request finds the account of the first one.

        Hash the password for an e-mail that has an account, too: the hash is nearly all of the
        time of a sign-up, so the time would tell who has an account.
        """
        sign_up_mail.remember_address(request, self.cleaned_data["email"])
        if self.account_already_exists:  # type: ignore[has-type]
            Member().set_password(self.cleaned_data["password1"])
        try:
            member, response = super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)
        if member:  # not for a program, nor for an address that has an account
            consents.accept(member, version=versions.newest().number)
        return member, response
