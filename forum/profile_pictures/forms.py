"""The forms of profile pictures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import CloseForReasonForm
from forum.contributions.form_fields import RuleForm


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        allow_empty_file=True,  # refused with a sentence of its own
        widget=forms.FileInput(attrs={"accept": "image/*"}),  # offers the camera of a phone
    )


class RemovalForm(RuleForm, CloseForReasonForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)

    field_order = ("rule", "why", "seen")
