"""Forms of facilitators. A field has the name of the action's argument. Forms never save."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.themes.models import Theme


class RetitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)


class MoveForm(forms.Form):
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        Theme.objects.all(), label=_("Theme"), empty_label=None
    )


class PinForm(forms.Form):
    pinned = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1")


class CloseForm(forms.Form):
    closed = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1")
