"""The forms of texts that wait. Fields have the names of the arguments of the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.contributions.form_fields import HideForm, SourceField
from forum.contributions.models import MAX_VERSION


class ReadForm(forms.Form):
    """version: the one that the facilitator has read."""

    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)


class RejectForm(HideForm, ReadForm):
    field_order = ("rule", "why", "version")


class EditHeldForm(ReadForm):
    title = forms.CharField(
        label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    source = SourceField(label=_("Text"), rows=12)

    field_order = ("title", "source", "version")

    def __init__(self, *args: Any, has_title: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_title:
            del self.fields["title"]
