"""The form in which a member chooses what comes by mail."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.mail.kinds import MailKind, When
from forum.mail.models import MailSettings

AT_ONCE = _("After a few minutes, one e-mail with everything that is new in the topic.")
NO_MAIL = _("No e-mail. You see it under “Notifications”.")
SENTENCES = {
    MailKind.MENTION: (AT_ONCE, NO_MAIL),
    MailKind.REPLY: (AT_ONCE, NO_MAIL),
    MailKind.MESSAGE: (
        _("After a few minutes, an e-mail with the message."),
        NO_MAIL,
    ),
    MailKind.WATCHED: (AT_ONCE, NO_MAIL),
    MailKind.TOPIC: (
        _("After a few minutes, an e-mail with the first post."),
        _("No e-mail. You see it on your page “Following”."),
    ),
}


class Option(NamedTuple):
    value: str
    name: str
    sentence: str
    is_chosen: bool


class MailSettingsForm(forms.Form):
    """A field for each kind of mail, named as the column of MailSettings, and the pause."""

    paused_until = forms.DateField(
        label=_("Pause all e-mails until"),
        help_text=_(
            "Before this day you get no e-mails about posts and messages. You find everything on "
            "the site."
        ),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, stored: MailSettings) -> None:
        initial = {kind.value: getattr(stored, kind) for kind in MailKind}
        if stored.is_paused():
            initial["paused_until"] = stored.paused_until
        super().__init__(data, initial=initial)
        for kind in MailKind:
            self.fields[kind] = forms.ChoiceField(label=kind.label, choices=When)

    def rows(self) -> Iterator[tuple[forms.BoundField, list[Option]]]:
        """The field of each kind, with its options."""
        for kind in MailKind:
            field = self[kind]
            options = zip(When, SENTENCES[kind], strict=True)
            yield (
                field,
                [
                    Option(when, str(when.label), str(sentence), when == field.value())
                    for when, sentence in options
                ],
            )
