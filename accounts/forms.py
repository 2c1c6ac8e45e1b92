"""Forms of a member's own account, and allauth's forms with our labels.

allauth has no catalogue for "pt".
"""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import countries, names, time_zones
from accounts.choices import Audience, Community, Side
from accounts.credentials import normal_email
from accounts.disposable_addresses import refuse_disposable
from accounts.languages import SHOWN_FIRST, language_choices
from accounts.models import Member
from collective_brain.web.row_versions import VersionForm

# allauth shows this sentence; our catalogues translate it.
gettext_noop("You must type the same password each time.")

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("Repeat password"),
    "oldpassword": _("Current password"),
    "remember": _("Stay signed in on this device"),
}
PASSWORD_HELP = _(
    "At least 10 characters. Avoid common passwords and anything like your e-mail address."
)


class SiteLabelsMixin:
    """Our labels for a form of allauth, without placeholders, because they vanish while typing."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = PASSWORD_HELP if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)


class SignInForm(SiteLabelsMixin, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].initial = True

    def clean_login(self) -> str:
        """The normal form of the address, unless an older account has the address as typed."""
        typed = super().clean_login()
        return typed if Member.objects.filter(email=typed.lower()) else normal_email(typed)


class ChangePasswordForm(SiteLabelsMixin, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(SiteLabelsMixin, allauth.SetPasswordForm):
    pass


class ResetPasswordForm(SiteLabelsMixin, allauth.ResetPasswordForm):
    def clean_email(self) -> str:
        """Send the mail to the address of the account, not to another spelling of it."""
        return normal_email(super().clean_email())


class ResetPasswordKeyForm(SiteLabelsMixin, allauth.ResetPasswordKeyForm):
    pass


class AddEmailForm(SiteLabelsMixin, allauth.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if refusal := refuse_disposable(email):
            raise forms.ValidationError(refusal)
        return email


class ReauthenticateForm(SiteLabelsMixin, allauth.ReauthenticateForm):
    pass


class ProfileForm(forms.Form):
    """The profile that others read, and the member's languages and time zone."""

    name = forms.CharField(
        label=_("Display name"),
        help_text=_("How others see you. Most people use their own name."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    community = forms.ChoiceField(
        label=_("Your community"),
        help_text=_(
            "It is shown next to everything you write, marked “self-declared” until an "
            "administrator confirms it."
        ),
        choices=Community.choices,
        widget=forms.RadioSelect,
    )
    side = forms.ChoiceField(
        label=_("Your group, if you are a constituent"),
        help_text=_(
            "In the ILO, constituents are governments, employers' and workers' organizations."
        ),
        choices=Side.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    organisation = forms.CharField(
        label=_("Organization"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you can read"),
        choices=language_choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        initial="UTC",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The stored country and time zone stay choices, even if they are not offered to others."""
        super().__init__(*args, **kwargs)
        offered_countries = countries.country_choices(self.initial.get("country", ""))
        offered_zones = time_zones.time_zone_choices(self.initial.get("time_zone", ""))
        self.fields["country"].choices = [("", "—"), *offered_countries]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = offered_zones  # type: ignore[attr-defined]

    @property
    def has_rare_language(self) -> bool:
        """Whether a language is chosen that the form shows only below "More languages"."""
        common = {code for code, _name in language_choices()[:SHOWN_FIRST]}
        return bool(set(self["languages"].value() or []) - common)

    def clean_name(self) -> str:
        if name := names.clean_profile_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Enter a display name."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("community") == Community.CONSTITUENT and not cleaned.get("side"):
            self.add_error("side", _("Choose your group: Government, Employers or Workers."))
        return cleaned


class SettingsForm(ProfileForm):
    """The profile after sign-up, with the settings."""

    language = forms.ChoiceField(
        label=_("Language of the site and its e-mails"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"autocomplete": "language"}),
    )
    bio = forms.CharField(
        label=_("About you"),
        help_text=_("A few sentences, as plain text."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    listed_for = forms.ChoiceField(
        label=_("Who can find you in the member list"),
        help_text=_("Your public page and what you write stay open to everyone."),
        choices=Audience.choices,
    )
    last_seen_for = forms.ChoiceField(
        label=_("Who can see when you were last here"),
        choices=Audience.choices,
    )
    shows_presence = forms.BooleanField(
        label=_("Show others when I am here and when I am typing"),
        required=False,
    )
    hears_reactions = forms.BooleanField(
        label=_("Tell me once a day how many people reacted to what I wrote"),
        required=False,
    )
    takes_private_notes = forms.BooleanField(
        label=_("Other members can write private notes to me"),
        required=False,
    )


class CloseForReasonForm(forms.Form):
    """What an administrator gives to close the account of somebody else."""

    why = forms.CharField(label=_("Reason (shown to the member)"), max_length=300)


class CorrectionForm(VersionForm, CloseForReasonForm):
    """What an administrator may change in the profile of somebody else."""

    name = forms.CharField(label=_("Display name"), max_length=60, required=False)
    organisation = forms.CharField(label=_("Organization"), max_length=120, required=False)
    bio = forms.CharField(
        label=_("About you"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("name", "organisation", "bio", "why")


class CloseForm(forms.Form):
    """Closes the member's own account."""

    empties_texts = forms.BooleanField(
        label=_("Also empty everything that I wrote"),
        help_text=_("Nobody can read it any more, and nobody can bring it back."),
        required=False,
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("To confirm that it is you."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_password(self) -> str:
        """Check the password. A wrong one counts as a failed sign-in."""
        if not get_adapter().reauthenticate(self.member, self.cleaned_data["password"]):
            raise get_adapter().validation_error("incorrect_password")
        return self.cleaned_data["password"]
