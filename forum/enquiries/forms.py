"""The form of an enquiry."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.contributions.form_fields import SourceField
from forum.enquiries.models import MAX_LENGTH


class MessageForm(forms.Form):
    source = SourceField(label=_("Your message"), max_length=MAX_LENGTH, rows=6)
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
