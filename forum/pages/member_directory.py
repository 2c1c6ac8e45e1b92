"""The list of members: whom the reader may find, narrowed by what the address asks for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import countries_and_time_zones, names
from accounts.languages import language_choices
from accounts.models import Community, Member, Side
from forum.themes.models import Theme
from forum.topics.models import Post

MEMBERS_PER_PAGE = 30
ANY = ("", pgettext_lazy("no choice in a filter", "Any"))


class MemberDirectoryForm(forms.Form):
    """What the list is narrowed by; only countries of members whom the reader may find are offered."""

    q = forms.CharField(label=_("Name or handle"), max_length=60, required=False)
    community = forms.ChoiceField(
        label=_("Community"), choices=[ANY, *Community.choices], required=False
    )
    side = forms.ChoiceField(
        label=_("Side of a constituent"), choices=[ANY, *Side.choices], required=False
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(
        label=_("Reads"), choices=[ANY, *language_choices()], required=False
    )
    theme = forms.ModelChoiceField(
        label=_("Has written in the theme"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        empty_label=ANY[1],
        required=False,
    )

    def __init__(self, query: Mapping[str, Any], reader: Any) -> None:
        super().__init__(query)
        self.listed = Member.objects.listed_to(reader)
        codes = (
            self.listed.exclude(country="")
            .order_by("country")
            .values_list("country", flat=True)
            .distinct()
        )
        named = sorted(
            ((code, countries_and_time_zones.country_name(code)) for code in codes),
            key=lambda one: names.fold_for_search(one[1]),
        )
        self.fields["country"].choices = [ANY, *named]  # type: ignore[attr-defined]
        for name in self.fields:
            self.fields[name].widget.attrs["id"] = f"who-{name}"

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked for; what the address asks wrongly is not asked."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def found(self) -> QuerySet[Member]:
        """The members, in the order of their names, which are all different because of the handle."""
        asked, found = self.chosen, self.listed
        for word in names.fold_for_search(asked.get("q", "")).split():
            found = found.filter(found_by__contains=word.removeprefix("@"))
        for field in {"community", "side", "country"} & asked.keys():
            found = found.filter(**{field: asked[field]})
        if language := asked.get("language"):
            read = Cast(
                "languages", TextField()
            )  # JSON as text: SQLite cannot look into a list by index, either
            found = found.alias(read=read).filter(read__contains=f'"{language}"')
        if theme := asked.get("theme"):
            found = found.filter(Exists(Post.objects.seen_in(theme).filter(author=OuterRef("pk"))))
        return found.order_by("found_by", "pk")
