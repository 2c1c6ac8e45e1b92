"""The form of an invitation. Forms never save."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.invitations.rules import LONGEST, MOST_PLACES


class InvitationForm(forms.Form):
    event_name = forms.CharField(
        label=_("Name of the event"),
        max_length=100,
        help_text=_("People who open the link see it."),
    )
    places = forms.IntegerField(
        label=_("How many people may sign up"), min_value=1, max_value=MOST_PLACES
    )
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.now().date()
        self.fields["last_day"].initial = today + timedelta(days=7)
        limits = {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["last_day"].widget.attrs.update(limits)

    def clean(self) -> dict[str, Any]:
        """The invitation ends with its last day, in UTC."""
        cleaned = super().clean() or {}
        if last_day := cleaned.pop("last_day", None):
            cleaned["ends_at"] = datetime.combine(last_day, time.max, UTC)
        return cleaned
