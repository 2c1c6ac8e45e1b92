"""The form to vouch for a member."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.trust.models import MAX_REASON


class VouchForm(forms.Form):
    why = forms.CharField(
        label=_("How you know this member"),
        help_text=_("The member will read it, and other facilitators."),
        max_length=MAX_REASON,
        error_messages={
            "required": _(
                "Say how you know this member. They will read it, and other facilitators."
            )
        },
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
