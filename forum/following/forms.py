"""The form to choose how to follow a topic or a theme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.following.levels import Level


class FollowForm(forms.Form):
    level = forms.ChoiceField(label=_("How to follow"), choices=Level)
