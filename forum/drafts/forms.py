"""The fields of a draft: those of all forms in which members write, and none of them required."""

from typing import Any

from django import forms

from collective_brain.web.numbers import MAX_NUMBER
from forum.contributions.form_fields import LanguageField, SourceField
from forum.contributions.models import MAX_VERSION


class DraftForm(forms.Form):
    sequence = forms.IntegerField(required=False, min_value=0, max_value=MAX_NUMBER)
    title = forms.CharField(required=False, max_length=150, strip=False)
    source = SourceField(required=False)
    language = LanguageField(required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=MAX_NUMBER)
    why = forms.CharField(required=False, max_length=300, strip=False)
    nonce = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False, min_value=1, max_value=MAX_VERSION)
    # The browser had kept the text when it opened the page: it may have been sent since.
    restored = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "sequence": self.cleaned_data.get("sequence") or 0}
