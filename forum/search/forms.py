"""The form of the search page: what is asked, in its address. What is wrong in it is said, and not filtered by."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Community, Member
from accounts.names import fold_for_search
from forum.search.models import Kind
from forum.search.searches import Filters
from forum.themes.models import Theme

FILTERS = ("kind", "theme", "language", "community", "author", "since", "until", "within")


class DayInput(forms.DateInput):
    """A calendar; what is no day comes back in a line of text, for a calendar would lose it."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["type"] = "text" if value and not _is_day(value) else "date"
        return context


def _is_day(value: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(value).isoformat() == value
    return False


_DAY = DayInput(format="%Y-%m-%d")


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search for"), required=False, strip=True, empty_value="")
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    community = forms.ChoiceField(label=_("Community of the author"), required=False)
    author = forms.CharField(
        label=_("Author"),
        help_text=_("A name, or a handle such as @ana."),
        required=False,
        max_length=60,
    )
    since = forms.DateField(
        label=pgettext_lazy("first day of a search", "From"), required=False, widget=_DAY
    )
    until = forms.DateField(
        label=pgettext_lazy("last day of a search", "Until"), required=False, widget=_DAY
    )
    within = forms.RegexField(
        r"^(topic|room):[0-9]{1,18}$", required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="search-%s")
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        everything = ("", pgettext_lazy("choice: no filter", "All"))
        for name, choices in (
            ("kind", Kind.choices),
            ("theme", [(slug, theme.name) for slug, theme in self.themes.items()]),
            ("language", settings.LANGUAGES),
            ("community", Community.choices),
        ):
            self.fields[name].choices = [everything, *choices]  # type: ignore[attr-defined]

    def clean_author(self) -> tuple[int, ...] | None:
        asked = self.cleaned_data["author"].strip()
        if not asked:
            return None
        by_handle = Member.objects.with_handle(asked.removeprefix("@")).filter(closed_at=None)
        found = by_handle or Member.objects.filter(
            closed_at=None, found_by__startswith=fold_for_search(asked)
        )
        if keys := tuple(found.values_list("pk", flat=True)[:20]):
            return keys
        raise forms.ValidationError(_("Nobody here has this name or handle."))

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return self.cleaned_data

    @property
    def filters(self) -> Filters:
        """What is asked rightly; call it after is_valid()."""
        asked = self.cleaned_data
        since, until = asked.get("since"), asked.get("until")
        return Filters(
            kind=asked.get("kind", ""),
            theme_id=self.themes[asked["theme"]].pk if asked.get("theme") else None,
            language=asked.get("language", ""),
            community=asked.get("community", ""),
            author_ids=asked.get("author"),
            since=_start_of(since) if since else None,
            before=_start_of(until) + timedelta(days=1) if until else None,
            within=asked.get("within", ""),
        )

    @property
    def is_filtered(self) -> bool:
        return any(self.data.get(name) for name in FILTERS)

    def address(self, **changes: str) -> str:
        """The way to this search, with some changes."""
        asked = {name: self.data.get(name, "") for name in ("q", *FILTERS, "order")} | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def visible_filters(self) -> list[Any]:
        return [self[name] for name in FILTERS if not self[name].is_hidden]

    @property
    def unfiltered(self) -> str:
        return self.address(**dict.fromkeys(FILTERS, ""))

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """(what is chosen, address without it) of each filter in use."""
        return [
            (self._choice(name), self.address(**{name: ""}))
            for name in FILTERS
            if self.data.get(name)
        ]

    def _choice(self, name: str) -> str:
        field, value = self.fields[name], self.data[name]
        if name == "within":
            return str(_("Only in one topic or room"))
        shown = dict(getattr(field, "choices", ())).get(value, value)
        return f"{field.label}: {shown}"


def _start_of(day: date) -> datetime:
    """Its first moment; a day in the last year that there is counts as one before."""
    return timezone.make_aware(datetime.combine(min(day, date(9998, 1, 1)), time.min))
