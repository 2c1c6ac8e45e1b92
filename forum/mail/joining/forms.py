"""The form in which an administrator lists the addresses to invite. Forms never save."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Community, Side
from accounts.credentials import normal_email
from accounts.disposable_addresses import refuse_disposable

MOST_ADDRESSES = 100
MOST_CHARACTERS = 20_000
SEPARATORS = re.compile(r"[\s,;]+")
SHOWN_WRONG = 3  # addresses in a refusal


def community_choices() -> list[tuple[str, str]]:
    """Each community, that of constituents with each side."""
    choices = [("", _("They choose at their first visit"))]
    for community in Community:
        sides = list(Side) if community == Community.CONSTITUENT else []
        choices += [(f"{community}:{side}", f"{community.label}: {side.label}") for side in sides]
        if not sides:
            choices.append((f"{community}:", str(community.label)))
    return choices


class InviteForm(forms.Form):
    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr"}),
        help_text=gettext_lazy("One on each line, 100 at most. Invite only people who expect it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mail"), choices=settings.LANGUAGES
    )
    community = forms.ChoiceField(
        label=gettext_lazy("Their community"), choices=community_choices, required=False
    )

    def clean_addresses(self) -> list[str]:
        """Normal addresses, each once."""
        typed = SEPARATORS.split(self.cleaned_data["addresses"].strip())
        addresses = list(dict.fromkeys(normal_email(address.strip("<>")) for address in typed))
        if len(addresses) > MOST_ADDRESSES:
            raise ValidationError(
                _("Invite at most %(most)d people at a time.") % {"most": MOST_ADDRESSES}
            )
        wrong = [address for address in addresses if not _is_address(address)]
        if wrong:
            listed = ", ".join(wrong[:SHOWN_WRONG])
            raise ValidationError(_("No e-mail address: %(addresses)s") % {"addresses": listed})
        if disposable := [address for address in addresses if refuse_disposable(address)]:
            listed = ", ".join(disposable[:SHOWN_WRONG])
            raise ValidationError(
                _("Addresses of services for addresses that end soon: %(addresses)s")
                % {"addresses": listed}
            )
        return addresses

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "community" in cleaned:
            cleaned["community"], _colon, cleaned["side"] = cleaned["community"].partition(":")
        return cleaned


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254
