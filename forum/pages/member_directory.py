"""The list of members: those that the reader may find, narrowed by filters in the query string."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Community, Side
from accounts.countries import country_name
from accounts.languages import language_choices
from accounts.models import Member
from collective_brain.i18n import folding
from forum.themes.models import Theme
from forum.topics.models import Post

MEMBERS_PER_PAGE = 30
ANY = ("", pgettext_lazy("no choice in a filter", "Any"))


class MemberDirectoryForm(forms.Form):
    """The filters. The country filter offers only countries of members that the reader may find."""

    q = forms.CharField(label=_("Name or username"), max_length=60, required=False)
    community = forms.ChoiceField(
        label=_("Community"), choices=[ANY, *Community.choices], required=False
    )
    side = forms.ChoiceField(
        label=_("Constituent group"), choices=[ANY, *Side.choices], required=False
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(
        label=_("Can read"), choices=[ANY, *language_choices()], required=False
    )
    theme = forms.ModelChoiceField(
        label=_("Has posted in the theme"),
        queryset=Theme.objects.none(),
        to_field_name="slug",
        empty_label=ANY[1],
        required=False,
    )

    def __init__(self, query: Mapping[str, Any], reader: Any) -> None:
        super().__init__(query)
        self.fields["theme"].queryset = Theme.objects.visible_to(reader)  # type: ignore[attr-defined]
        self.listed_members = Member.objects.listed_to(reader)
        countries = self._countries_with_names()
        self.fields["country"].choices = [ANY, *countries]  # type: ignore[attr-defined]
        for name in self.fields:
            self.fields[name].widget.attrs["id"] = f"who-{name}"

    @property
    def active_filters(self) -> dict[str, Any]:
        """The filters in use. A wrong value filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def matching_members(self) -> QuerySet[Member]:
        """The members in the order of `found_by`. This text is unique: it contains the username."""
        filters, members = self.active_filters, self.listed_members
        for word in folding.fold_name(filters.get("q", "")).split():
            members = members.filter(found_by__contains=word.removeprefix("@"))
        for field in {"community", "side", "country"} & filters.keys():
            members = members.filter(**{field: filters[field]})
        if language := filters.get("language"):
            members = _filter_by_language(members, language)
        if theme := filters.get("theme"):
            visible_posts = Post.objects.public_in_theme(theme).filter(author=OuterRef("pk"))
            members = members.filter(Exists(visible_posts))
        return members.order_by("found_by", "pk")

    def _countries_with_names(self) -> list[tuple[str, str]]:
        with_country = self.listed_members.exclude(country="").order_by("country")
        codes = with_country.values_list("country", flat=True).distinct()
        countries = [(code, country_name(code)) for code in codes]
        return sorted(countries, key=lambda country: folding.fold(country[1]))


def _filter_by_language(members: QuerySet[Member], language: str) -> QuerySet[Member]:
    """Search the JSON as text, because SQLite cannot filter by an item of a JSON list."""
    languages_json = Cast("languages", TextField())
    return members.alias(languages_json=languages_json).filter(
        languages_json__contains=f'"{language}"'
    )
