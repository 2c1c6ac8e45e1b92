"""A form field for a date with a time, in the time zone of the reader."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.utils import timezone

_FORMAT = "%Y-%m-%dT%H:%M"  # of <input type="datetime-local">


class MomentField(forms.DateTimeField):
    """Set `zone` when the form is made. Old browsers show a text box: 2026-05-03 14:30."""

    zone: tzinfo = UTC

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT)
        super().__init__(widget=widget, input_formats=[_FORMAT, "%Y-%m-%d %H:%M"], **options)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)
