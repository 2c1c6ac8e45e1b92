"""The forms of reports. Fields have the names of the arguments of the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from collective_brain.web.numbers import MAX_KEY
from forum.contributions.form_fields import LanguageField, ReasonForm, SourceField
from forum.contributions.models import MAX_VERSION


class LeaveForm(forms.Form):
    until = forms.IntegerField(min_value=1, max_value=MAX_KEY, widget=forms.HiddenInput)


class EditReportedForm(ReasonForm):
    source = SourceField(label=_("Text"), rows=12)
    language = LanguageField()
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)

    field_order = ("source", "language", "why", "version")
