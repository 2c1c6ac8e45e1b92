"""The last page of sign-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import hooks, names
from accounts.consents import versions
from accounts.consents.fields import ConsentField
from accounts.forms import ProfileForm
from accounts.models import Member
from accounts.username_proposals import is_free, propose_username


class UsernameInput(forms.TextInput):
    def use_required_attribute(self, initial: Any) -> bool:
        """The browser sends an empty username, and the answer proposes one."""
        return False


class WelcomeForm(ProfileForm):
    """What everyone fills in, and more that can wait."""

    handle = forms.CharField(
        label=_("Username"),
        help_text=_("It can never be changed."),
        min_length=2,
        max_length=30,
        widget=UsernameInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    themes = forms.TypedMultipleChoiceField(
        label=_("Themes to follow"),
        help_text=_("You can change this at any time."),
        choices=lambda: hooks.theme_choices(),  # a lambda, because start-up replaces the hook
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("name", "handle", "community", "side", "country", "organisation")
    SHOWN_FIRST = ("name", "handle", "community", "side", "country")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if member.accepted_version < versions.newest().number:
            self.fields["accepts"] = ConsentField()
        self.fields["name"].help_text = ""
        self.fields["community"].help_text = _("It is shown beside everything you write.")
        if not hooks.theme_choices():
            del self.fields["themes"]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SHOWN_FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in (*self.SHOWN_FIRST, "accepts")]

    @property
    def has_error_below(self) -> bool:
        return any(field.errors for field in self.more_fields)

    def clean_handle(self) -> str:
        handle = names.clean_profile_line(self.cleaned_data["handle"]).removeprefix("@")
        if why := names.refuse_handle(handle):
            raise forms.ValidationError(why)
        if not is_free(handle):
            raise forms.ValidationError(_("This username is taken. Choose another one."))
        return handle

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("accepts", None)  # actions.finish_sign_up stores the consent
        name = cleaned.get("name", "")
        if (
            name
            and not self.data.get("handle")
            and (username := propose_username(self.member, name))
        ):
            self._show_proposal(username)
        return cleaned

    def _show_proposal(self, username: str) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["handle"] = username  # type: ignore[index]
        self.errors.pop("handle")
        self.add_error("handle", _("You can use this username, or write another one."))
