"""The forms of appeals. Forms never save."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.contributions.form_fields import SourceField
from forum.moderation.models import MAX_LENGTH, Outcome


class MessageForm(forms.Form):
    source = SourceField(label=_("Your message"), max_length=MAX_LENGTH, rows=6)
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AppealForm(MessageForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["source"].label = _("Why do you think that the decision is wrong?")


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Your decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Reason (shown to the member)"), max_length=300)
