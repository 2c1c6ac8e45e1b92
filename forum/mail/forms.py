"""The forms in which a member chooses what comes by mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.mail.kinds import CHOICES, PlaceWhen
from forum.mail.preferences import WEEKDAYS, MailSettings
from forum.topics.models import Topic

AS_ALWAYS = ("", _("As chosen for all"))


class MailSettingsForm(forms.Form):
    """A field for each kind of mail, the day of the weekly digest, and the pause.

    The fields are named as the columns of MailSettings.
    """

    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly digest"),
        choices=WEEKDAYS,
        coerce=int,
        help_text=_("If you choose none, it is one of the days from Monday to Friday."),
    )
    paused_until = forms.DateField(
        label=_("No e-mails before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, stored: MailSettings) -> None:
        initial = {kind.value: getattr(stored, kind) for kind in CHOICES}
        initial["weekday"] = stored.weekday
        if stored.is_paused():
            initial["paused_until"] = stored.paused_until
        super().__init__(data, initial=initial)
        for kind, times in CHOICES.items():
            self.fields[kind] = forms.ChoiceField(
                label=kind.label, choices=[(when.value, when.label) for when in times]
            )

    def kinds(self) -> list[forms.BoundField]:
        return [self[kind] for kind in CHOICES]


class PlacesForm(forms.Form):
    """When the new posts of each of these themes or topics come, if not as chosen for all."""

    def __init__(
        self, data: Any, *, places: list[Any], chosen: dict[int, str], prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.places = {str(place.pk): place for place in places}
        for name, place in self.places.items():
            choices = [AS_ALWAYS, *_choices_for(place)]
            field = forms.ChoiceField(label=str(place), choices=choices, required=False)
            field.initial = chosen.get(place.pk, "")
            self.fields[name] = field

    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        return [(place, self[name]) for name, place in self.places.items()]

    def changes(self) -> list[tuple[Any, str]]:
        """The places with another choice than before; none that the page did not show."""
        changed = [name for name in self.changed_data if self.add_prefix(name) in self.data]
        return [(self.places[name], self.cleaned_data[name]) for name in changed]


def _choices_for(place: Any) -> list[tuple[str, Any]]:
    """A topic comes in one mail for all of its new posts, so it has no mail for every post."""
    is_topic = isinstance(place, Topic)
    return [
        (when.value, when.label) for when in PlaceWhen if not (is_topic and when == PlaceWhen.EVERY)
    ]
