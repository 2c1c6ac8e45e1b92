"""The forms of a room."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from collective_brain.web.numbers import MAX_NUMBER
from forum import markup
from forum.contributions.form_fields import LanguageField, SourceField
from forum.contributions.models import MAX_VERSION


class SendMessageForm(forms.Form):
    source = SourceField(label=_("Message"), max_length=markup.MAX_MESSAGE_LENGTH, rows=1)
    reply_to = forms.IntegerField(
        required=False, min_value=1, max_value=MAX_NUMBER, widget=forms.HiddenInput
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def name_room(self, title: str) -> None:
        """Say in the empty field where the message goes."""
        self.fields["source"].widget.attrs["placeholder"] = _("Message %(room)s") % {"room": title}


class EditMessageForm(forms.Form):
    source = SourceField(label=_("Message"), max_length=markup.MAX_MESSAGE_LENGTH, rows=3)
    language = LanguageField(required=False)
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
