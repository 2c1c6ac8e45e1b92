"""Form fields for texts, languages and reasons."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum import markup
from forum.contributions.numbered_rules import REPORTABLE, Rule


class SourceField(forms.CharField):
    """Markdown with Unix line ends.

    Nothing is stripped, so that a repeated request compares equal.
    """

    def __init__(
        self, *, max_length: int = markup.MAX_POST_LENGTH, rows: int = 8, **options: object
    ) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, widget=widget, strip=False, **options)  # type: ignore[arg-type]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """No maxlength: browsers cut a pasted text without a message.

        The server explains instead.
        """
        return {
            name: value
            for name, value in super().widget_attrs(widget).items()
            if name != "maxlength"
        }

    def to_python(self, value: str | None) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class LanguageField(forms.ChoiceField):
    """One of the languages of the site.

    If it is not required, "automatic" comes first, and the action guesses.
    """

    def __init__(self, *, required: bool = True) -> None:
        automatic = [] if required else [("", pgettext_lazy("the language of a text", "Automatic"))]
        choices = [*automatic, *settings.CONTENT_LANGUAGES]
        super().__init__(choices=choices, label=_("Language of the text"), required=required)


class ReasonField(forms.CharField):
    """The reason of a facilitator or of a report. The author or the facilitators read it."""

    def __init__(self) -> None:
        super().__init__(label=_("Reason"), max_length=300)


class ReasonForm(forms.Form):
    why = ReasonField()


class RuleField(forms.TypedChoiceField):
    """The numbered rule that was broken. Without a choice: none of the rules."""

    def __init__(self, *, initial: int = Rule.OTHER.value) -> None:
        rules = [(rule.value, rule.label) for rule in REPORTABLE if rule]
        choices = [(Rule.OTHER.value, _("None of the rules: see the reason")), *rules]
        super().__init__(
            label=_("Which rule was broken?"), choices=choices, coerce=int, initial=initial
        )

    def clean(self, value: Any) -> Any:
        return super().clean(value or Rule.OTHER.value)


class RuleForm(forms.Form):
    """For decisions that make a statement of reasons."""

    rule = RuleField()


class HideForm(RuleForm, ReasonForm):
    field_order: tuple[str, ...] = ("rule", "why")
