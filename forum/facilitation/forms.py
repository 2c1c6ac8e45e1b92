"""Forms of facilitators. A field has the name of the action's argument. Forms never save."""

from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.time_zones import time_zone_name
from collective_brain.web.moment_field import MomentField
from forum.themes.models import Theme
from forum.topics.models import MAX_NOTE

SLOW_MODE_MINUTES = (1, 5, 10, 20, 30, 60)


class RetitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class MoveForm(forms.Form):
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), empty_label=None
    )
    understood = forms.BooleanField(
        required=False,
        label=_("I know that I cannot manage the topic in a theme that is not mine"),
    )

    def __init__(self, *args: Any, member: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["theme"].queryset = Theme.objects.open_to(member)  # type: ignore[attr-defined]
        if permissions.may_administer(member):  # every theme is theirs
            del self.fields["understood"]

    def clean(self) -> dict[str, Any]:
        """Ask back before a facilitator gives a topic away."""
        cleaned = super().clean() or {}
        is_understood, theme = cleaned.pop("understood", False), cleaned.get("theme")
        if theme and not is_understood and not theme.is_facilitated_by(self.member):
            self.add_error("understood", _gives_away_sentence(theme))
        return cleaned


def _slow_mode_choices() -> list[tuple[int, str]]:
    choices = [(0, gettext("Whenever they like"))]
    for minutes in SLOW_MODE_MINUTES:
        text = ngettext("Every %(minutes)d minute", "Every %(minutes)d minutes", minutes)
        choices.append((minutes, text % {"minutes": minutes}))
    return choices


def _gives_away_sentence(theme: Theme) -> str:
    return gettext(
        "You are not a facilitator of “%(theme)s”. After the move, its facilitators manage the "
        "topic, and you cannot move it back. Tick this box to move it."
    ) % {"theme": theme.name}


class PinForm(forms.Form):
    pinned = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1")


class CloseForm(forms.Form):
    closed = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1")


class KindForm(forms.Form):
    is_question = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1"
    )


class SlowModeForm(forms.Form):
    minutes = forms.TypedChoiceField(label=_("One post of each member"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = _slow_mode_choices()  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    pinned_until = MomentField(label=_("Pinned until"), required=False)
    closes_at = MomentField(label=_("Closes at"), required=False)
    reopens_at = MomentField(label=_("Reopens at"), required=False)

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        """zone: of the reader."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.zone = zone  # type: ignore[attr-defined]
            field.help_text = gettext("Time zone: %(zone)s") % {"zone": time_zone_name(str(zone))}
