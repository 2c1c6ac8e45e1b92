"""The forms of the pages of administrators. Forms never save."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """seen: the version of what the page showed."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class RefuseForm(ConfirmForm):
    why = forms.CharField(label=_("Reason (shown to the member)"), max_length=300)
