"""The forms of private conversations."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from forum import markup
from forum.contributions.form_fields import LanguageField, SourceField
from forum.contributions.models import MAX_VERSION
from forum.private_notes.models import MAX_PARTICIPANTS, MAX_SUBJECT

MAX_TYPED = 300  # characters of a list of usernames


def members_named(typed: str) -> list[Member]:
    """The members with these usernames. Raises ValidationError if one does not exist."""
    handles = list(dict.fromkeys(re.findall(r"[^\s,;@]+", typed.lower())))[: MAX_PARTICIPANTS + 1]
    by_handle = {
        str(member.handle).lower(): member for member in Member.objects.with_handles(handles)
    }
    for handle in handles:
        if handle not in by_handle:
            raise forms.ValidationError(
                gettext("Nobody has the username %(handle)s."), params={"handle": handle}
            )
    return [by_handle[handle] for handle in handles]


class StartForm(forms.Form):
    """Cleaned: `others` is a list of members."""

    others = forms.CharField(
        label=_("To"),
        help_text=_("Usernames, such as @ana. Separate several with commas."),
        max_length=MAX_TYPED,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=MAX_SUBJECT, required=False)
    source = SourceField(label=_("Your note"), max_length=markup.MAX_MESSAGE_LENGTH, rows=6)
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_others(self) -> list[Member]:
        return members_named(self.cleaned_data["others"])


class NoteForm(forms.Form):
    source = SourceField(label=_("Your note"), max_length=markup.MAX_MESSAGE_LENGTH, rows=1)
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def name_readers(self, title: str) -> None:
        """Say in the empty field who will read the note."""
        self.fields["source"].widget.attrs["placeholder"] = _("Private note to %(names)s") % {
            "names": title
        }


class EditNoteForm(forms.Form):
    source = SourceField(label=_("Your note"), max_length=markup.MAX_MESSAGE_LENGTH, rows=3)
    language = LanguageField(required=False)
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)


class AddForm(forms.Form):
    """Cleaned: `added` is a member."""

    added = forms.CharField(
        label=_("Username"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_added(self) -> Any:
        members = members_named(self.cleaned_data["added"])
        if len(members) != 1:
            raise forms.ValidationError(gettext("Enter one username."))
        return members[0]
