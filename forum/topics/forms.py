"""The forms of topics and posts.

Fields have the names of the arguments of the actions. Forms never save.
"""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collective_brain.web.numbers import MAX_NUMBER
from forum.contributions.form_fields import HideForm, LanguageField, SourceField
from forum.contributions.models import MAX_VERSION


class ReplyForm(forms.Form):
    source = SourceField(label=_("Your reply"))
    language = LanguageField(required=False)
    reply_to = forms.IntegerField(
        required=False, min_value=1, max_value=MAX_NUMBER, widget=forms.HiddenInput
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def is_empty(self) -> bool:
        """Whether it shows no text, no language and no error, so that it is the same for all."""
        return not self.is_bound and not (self.initial.keys() & {"source", "language"})


class StartTopicForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = LanguageField(required=False)
    source = SourceField(label=_("First post"), rows=12)
    is_question = forms.BooleanField(
        label=_("This is a question: one reply can be accepted as the answer"), required=False
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class EditForm(forms.Form):
    source = SourceField(label=_("Text"), rows=12)
    language = LanguageField()
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)


class FacilitatorEditForm(EditForm, HideForm):
    field_order = ("source", "language", "rule", "why", "version")


class GoToPostForm(forms.Form):
    """Go to the post with `number`, or to the first post since `date`."""

    number = forms.IntegerField(
        label=_("Post number"), required=False, min_value=1, max_value=MAX_NUMBER
    )
    date = forms.DateField(label=_("or a date"), required=False)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Enter the number of a post, or a date."))
        return self.cleaned_data
