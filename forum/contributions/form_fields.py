"""Fields of forms that write, for topics and for the slices that may import them."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum import markup


class SourceField(forms.CharField):
    """Markdown: line ends as Unix has them, nothing stripped, so that a repeat compares equal."""

    def __init__(
        self, *, max_length: int = markup.MAX_POST_LENGTH, rows: int = 8, **options: object
    ) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, widget=widget, strip=False, **options)  # type: ignore[arg-type]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """No maxlength: a browser would cut a pasted text there without a word; the server says why instead."""
        return {
            name: value
            for name, value in super().widget_attrs(widget).items()
            if name != "maxlength"
        }

    def to_python(self, value: str | None) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class LanguageField(forms.ChoiceField):
    """One of the site's languages. Not required: "automatic" is offered first, and the action guesses."""

    def __init__(self, *, required: bool = True) -> None:
        automatic = [] if required else [("", pgettext_lazy("the language of a text", "Automatic"))]
        choices = [*automatic, *settings.LANGUAGES]
        super().__init__(choices=choices, label=_("Language of the text"), required=required)


class ReasonField(forms.CharField):
    """Why a facilitator acts, or a member reports; the author or the facilitators read it."""

    def __init__(self) -> None:
        super().__init__(label=_("Reason"), max_length=300)


class ReasonForm(forms.Form):
    why = ReasonField()
