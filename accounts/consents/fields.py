"""The box with which somebody who joins accepts the rules and the privacy notice."""

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class ConsentField(forms.BooleanField):
    """It must be ticked. Its label has links to both texts."""

    def __init__(self) -> None:
        refusal = _(
            "Tick the box if you accept the rules and the privacy notice. You need it to join."
        )
        super().__init__(label=lazy(_label, SafeString)(), error_messages={"required": refusal})


def _label() -> SafeString:
    return render_to_string("consents/_on_joining.html")
