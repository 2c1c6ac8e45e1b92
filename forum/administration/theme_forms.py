"""The form of a theme. Forms never save."""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collective_brain.web.row_versions import VersionForm
from forum.groups.models import Group


class LanguageFields(NamedTuple):
    """The fields of one language, below a heading with its name."""

    language: str
    fields: list[forms.BoundField]


class ColourInput(forms.ColorInput):
    """A picker of colours always has a value, so HTML allows no `required` here."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class ThemeForm(VersionForm):
    """A name and a description in each language, and the colour. English is required."""

    colour = forms.CharField(
        label=_("Colour"),
        help_text=_(
            "The colour of the dot beside the name. The site makes it lighter or darker if needed."
        ),
        initial="#1E3A8A",
        widget=ColourInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _language in settings.CONTENT_LANGUAGES:
            self._add_language(code, required=code == "en")

    def _add_language(self, code: str, *, required: bool) -> None:
        attrs = {"lang": code, "dir": "auto"}
        self.fields[f"name_{code}"] = forms.CharField(
            label=_("Name"), max_length=120, required=required, widget=forms.TextInput(attrs)
        )
        self.fields[f"description_{code}"] = forms.CharField(
            label=_("Description"),
            max_length=1000,
            required=required,
            widget=forms.Textarea({**attrs, "rows": 3}),
        )

    @property
    def languages(self) -> list[LanguageFields]:
        return [
            LanguageFields(str(language), [self[f"name_{code}"], self[f"description_{code}"]])
            for code, language in settings.CONTENT_LANGUAGES
        ]


class ThemeGroupsForm(forms.Form):
    """Who may read and write."""

    reading_group = forms.ModelChoiceField(
        Group.objects.all(), label=_("Who may read"), empty_label=_("Everybody"), required=False
    )
    writing_group = forms.ModelChoiceField(
        Group.objects.all(),
        label=_("Who may write"),
        help_text=_("They must also be able to read. Facilitators can always write."),
        empty_label=_("All members who may read"),
        required=False,
    )


class FirstPostsForm(forms.Form):
    first_posts_wait = forms.BooleanField(
        label=_("First posts of new members wait for a facilitator"), required=False
    )


class NewThemeForm(ThemeForm, ThemeGroupsForm):
    """With its readers, so that a private theme is never public for a moment."""

    slug = forms.SlugField(
        label=_("Address"),
        help_text=_("Such as care-economy. It becomes part of links and cannot be changed later."),
        max_length=60,
    )
