"""The form of an invitation. Forms never save."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.invitations.rules import LONGEST, MOST_PLACES
from collective_brain.web.last_day_form import LastDayForm


class InvitationForm(LastDayForm):
    longest = LONGEST
    field_order = ["event_name", "places", "last_day"]

    event_name = forms.CharField(
        label=_("Name of the event"),
        max_length=100,
        help_text=_("People who open the link see it."),
    )
    places = forms.IntegerField(
        label=_("How many people may sign up"), min_value=1, max_value=MOST_PLACES
    )
