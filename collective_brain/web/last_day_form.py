"""A form for a link that ends with a day."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PROPOSED = timedelta(days=7)


class LastDayForm(forms.Form):
    """Cleaned data has `ends_at`, the end of the chosen day in UTC. longest: from today."""

    longest: ClassVar[timedelta]

    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.now().date()
        self.fields["last_day"].initial = today + PROPOSED
        limits = {"min": today.isoformat(), "max": (today + self.longest).isoformat()}
        self.fields["last_day"].widget.attrs.update(limits)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if last_day := cleaned.pop("last_day", None):
            cleaned["ends_at"] = datetime.combine(last_day, time.max, UTC)
        return cleaned
