"""The forms of uploaded files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.uploads.models import MAX_ALT

# For the dialogue of the browser only: `image/*` offers the camera of a phone.
ACCEPT = "image/*,.pdf,.odt,.ods,.odp,.docx,.xlsx,.pptx,.csv"


class DescriptionForm(forms.Form):
    alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_(
            "For people who cannot see it or who save data: “Women sort coffee beans at a table.”"
        ),
        max_length=MAX_ALT,
        required=False,
    )


class UploadForm(DescriptionForm):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # refused with a sentence of its own
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )

    field_order = ("file", "alt")
