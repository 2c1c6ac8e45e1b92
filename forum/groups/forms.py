"""The forms of groups. A field has the name of the action's argument. Forms never save."""

import re

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from collective_brain.web.last_day_form import LastDayForm
from forum.groups.rules import LONGEST_LINK, MOST_PLACES

RESERVED_SLUGS = {"create", "join"}
SEPARATORS = re.compile(r"[\s,;<>\"]+")
MAX_LIST = 100_000  # characters of a list of addresses


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    takes_requests = forms.BooleanField(
        label=_("Members of the site see this group and can ask to join"), required=False
    )


class AdministeredGroupForm(GroupForm):
    """With what only administrators decide."""

    is_academy = forms.BooleanField(
        label=_("Its members are participants of an Academy"),
        help_text=_("Their time in the group counts for their trust level."),
        required=False,
    )


class NewGroupForm(AdministeredGroupForm):
    slug = forms.SlugField(
        label=_("Address"),
        help_text=_(
            "Such as care-economy. Empty: the site makes it from the name. It becomes part of "
            "links and cannot be changed later."
        ),
        max_length=60,
        required=False,
    )

    def clean_slug(self) -> str:
        name = self.cleaned_data.get("name", "")
        slug: str = self.cleaned_data["slug"] or slugify(name)[:60].strip("-")
        if not slug and name:  # such as a name in Arabic letters
            raise forms.ValidationError(_("Enter an address in Latin letters."))
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(_("This address is taken. Choose another one."))
        return slug


class LinkForm(LastDayForm):
    longest = LONGEST_LINK
    field_order = ["places", "last_day"]

    places = forms.IntegerField(
        label=_("How many people may join"), min_value=1, max_value=MOST_PLACES
    )


class AddressesForm(forms.Form):
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_(
            "One on each line, or separated by commas: the column of a spreadsheet or a CSV file."
        ),
        max_length=MAX_LIST,
        widget=forms.Textarea({"rows": 5, "dir": "ltr"}),
    )

    def clean_addresses(self) -> list[str]:
        """The words with an @: a heading or a name between them is no address."""
        words = SEPARATORS.split(self.cleaned_data["addresses"])
        return [word for word in words if "@" in word]
