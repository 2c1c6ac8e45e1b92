"""The form in which a page's script reports how far the member has seen a conversation."""

import re

from django import forms
from django.core.validators import RegexValidator

CONVERSATION_STREAM = re.compile(r"(topic|room|note):([0-9]{1,18})\Z")


class SeenForm(forms.Form):
    line = forms.CharField(validators=[RegexValidator(CONVERSATION_STREAM)])
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def clean_line(self) -> tuple[str, int]:
        kind, _, key = self.cleaned_data["line"].partition(":")
        return kind, int(key)
