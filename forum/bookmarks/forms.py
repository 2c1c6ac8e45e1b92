"""The form of a bookmark. Fields have the names of the arguments of the action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.bookmarks.models import MAX_NOTE_LENGTH


class BookmarkForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Only you can see it."),
        max_length=MAX_NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remind_on = forms.DateField(
        label=_("Remind me on"),
        help_text=_("At 7 in the morning, with a notification. Leave it empty for no reminder."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
