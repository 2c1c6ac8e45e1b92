"""What members fill in; the fields carry the names of the actions' arguments. Forms never save."""

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from forum import markup
from forum.themes.models import Theme


class SourceField(forms.CharField):
    """Markdown: line ends as Unix has them, nothing stripped, so that a repeat compares equal."""

    def __init__(self, *, max_length: int = markup.MAX_SOURCE, rows: int = 8, **options: object) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, widget=widget, strip=False, **options)  # type: ignore[arg-type]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """No maxlength: a browser would cut a pasted text there without a word; the server says why instead."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: str | None) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class LanguageField(forms.ChoiceField):
    def __init__(self, **options: object) -> None:
        super().__init__(choices=settings.LANGUAGES, label=_("Language of the text"), **options)  # type: ignore[arg-type]


class ReplyForm(forms.Form):
    source = SourceField(label=_("Your reply"))
    language = LanguageField(required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class StartForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    language = LanguageField()
    source = SourceField(label=_("First post"), rows=12)
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class EditForm(forms.Form):
    source = SourceField(label=_("Text"), rows=12)
    language = LanguageField()
    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300, strip=True)


class FacilitatorEditForm(EditForm, WhyForm):
    field_order = ("source", "language", "why", "version")


class RetitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)


class MoveForm(forms.Form):
    theme = forms.ModelChoiceField(Theme.objects.all(), label=_("Theme"), empty_label=None)


class PinForm(forms.Form):
    pinned = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1")


class CloseForm(forms.Form):
    closed = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda text: text == "1")
