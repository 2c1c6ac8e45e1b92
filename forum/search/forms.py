"""The form of the search page. The query string of its URL holds the whole search.

A wrong filter shows an error, and the search ignores it.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, tzinfo
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Community
from accounts.member_manager import name_begins_q
from accounts.models import Member
from collective_brain.web.time_zones import end_of_day, start_of_day
from forum.search.filters import SearchFilters
from forum.search.models import Kind
from forum.themes.models import Theme

FILTER_NAMES = ("kind", "theme", "language", "community", "author", "since", "until", "within")
MAX_AUTHORS = 20


class DayInput(forms.DateInput):
    """A calendar. A text that is not a day comes back in a text input: a calendar would lose it."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["type"] = "text" if value and not _is_day(value) else "date"
        return context


def _is_day(value: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(value).isoformat() == value
    return False


_DAY_INPUT = DayInput(format="%Y-%m-%d")


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search for"), required=False, strip=True, empty_value="")
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    community = forms.ChoiceField(label=_("Community of the author"), required=False)
    author = forms.CharField(
        label=_("Author"),
        help_text=_("A name, or a username such as @ana."),
        required=False,
        max_length=60,
    )
    since = forms.DateField(
        label=pgettext_lazy("first day of a search", "From"), required=False, widget=_DAY_INPUT
    )
    until = forms.DateField(
        label=pgettext_lazy("last day of a search", "Until"), required=False, widget=_DAY_INPUT
    )
    within = forms.RegexField(
        r"^(topic|room):[0-9]{1,18}$", required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, reader: Any, time_zone: tzinfo) -> None:
        """time_zone: of the reader. The days of the filters are days in this zone."""
        self.time_zone = time_zone
        super().__init__(data, auto_id="search-%s")
        self.theme_by_slug = {theme.slug: theme for theme in Theme.objects.visible_to(reader)}
        choices: dict[str, Iterable[tuple[Any, Any]]] = {
            "kind": Kind.choices,
            "theme": [(slug, theme.name) for slug, theme in self.theme_by_slug.items()],
            "language": settings.CONTENT_LANGUAGES,
            "community": Community.choices,
        }
        no_filter = ("", pgettext_lazy("choice: no filter", "All"))
        for name, field_choices in choices.items():
            self.fields[name].choices = [no_filter, *field_choices]  # type: ignore[attr-defined]

    def clean_author(self) -> tuple[int, ...] | None:
        """The members with this handle, or else with a name or handle that has these words."""
        typed = self.cleaned_data["author"].strip()
        if not typed:
            return None
        by_username = Member.objects.with_handle(typed.removeprefix("@")).filter(closed_at=None)
        by_name = Member.objects.filter(name_begins_q(typed), closed_at=None).order_by("found_by")
        authors = by_username or by_name
        if pks := tuple(authors.values_list("pk", flat=True)[:MAX_AUTHORS]):
            return pks
        raise forms.ValidationError(_("Nobody here has this name or username."))

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The “until” date is before the “from” date."))
        return self.cleaned_data

    @property
    def filters(self) -> SearchFilters:
        """The filters without an error. Call is_valid() first."""
        cleaned = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        return SearchFilters(
            kind=cleaned.get("kind", ""),
            theme_id=self.theme_by_slug[cleaned["theme"]].pk if cleaned.get("theme") else None,
            language=cleaned.get("language", ""),
            community=cleaned.get("community", ""),
            author_ids=cleaned.get("author"),
            since=start_of_day(since, self.time_zone) if since else None,
            before=end_of_day(until, self.time_zone) if until else None,
            within=cleaned.get("within", ""),
        )

    @property
    def is_filtered(self) -> bool:
        return any(self.data.get(name) for name in FILTER_NAMES)

    def url(self, **changes: str) -> str:
        """The URL of this search with some parameters changed."""
        names = ("q", *FILTER_NAMES, "order")
        parameters = {name: self.data.get(name, "") for name in names} | changes
        return "?" + urlencode({name: value for name, value in parameters.items() if value})

    @property
    def url_without_filters(self) -> str:
        return self.url(**dict.fromkeys(FILTER_NAMES, ""))

    @property
    def visible_filters(self) -> list[Any]:
        return [self[name] for name in FILTER_NAMES if not self[name].is_hidden]

    @property
    def active_filters(self) -> list[tuple[str, str]]:
        """(label and value, URL without the filter) of each filter in use."""
        active_names = [name for name in FILTER_NAMES if self.data.get(name)]
        return [(self._label_with_value(name), self.url(**{name: ""})) for name in active_names]

    def _label_with_value(self, name: str) -> str:
        if name == "within":
            return str(_("Only in one topic or room"))
        field, value = self.fields[name], self.data[name]
        label_by_value = dict(getattr(field, "choices", ()))
        return f"{field.label}: {label_by_value.get(value, value)}"
