"""The forms of the pages of administrators. Forms never save."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from collective_brain.web.row_versions import VersionForm
from forum.contributions.form_fields import RuleField, RuleForm
from forum.contributions.numbered_rules import Rule
from forum.screening.models import Effect

LANGUAGES = settings.CONTENT_LANGUAGES
WITHOUT_END = timedelta(days=365 * 100)
SANCTIONS = [
    ("silence", _("Silence: the member can read but not write")),
    ("suspend", _("Suspend: the member cannot sign in")),
]


class ConfirmForm(VersionForm):
    pass


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason (shown to the member)"), max_length=300)


class EmptyTextsForm(forms.Form):
    """The former member has no name here any more, so the record must not give it back."""

    why = forms.CharField(
        label=_("Reason (for the record)"),
        help_text=_("Do not write the name or the address of the former member."),
        max_length=300,
    )


class SeeAsForm(ReasonForm):
    """Why the administrator has to see the site as the member."""


class RefuseForm(VersionForm, ReasonForm):
    rule = RuleField(initial=Rule.COMMUNITY)

    field_order = ("rule", "why", "seen")


class AllWaitForm(forms.Form):
    """Cleaned: `length`, for how long all new posts wait."""

    length = forms.TypedChoiceField(
        label=pgettext_lazy("of a time in which all new posts wait", "For how long"),
        choices=[
            (3, pgettext_lazy("length of a time", "3 hours")),
            (24, pgettext_lazy("length of a time", "One day")),
            (72, pgettext_lazy("length of a time", "3 days")),
            (168, pgettext_lazy("length of a time", "One week")),
        ],
        initial=24,
        coerce=lambda hours: timedelta(hours=int(hours)),
    )


class WatchedWordForm(forms.Form):
    words = forms.CharField(label=_("Word or phrase"), max_length=60)
    language = forms.ChoiceField(
        label=_("Language of the text"),
        required=False,
        choices=[("", pgettext_lazy("languages of a watched word", "All")), *LANGUAGES],
    )
    effect = forms.ChoiceField(
        label=_("What happens to the text"),
        choices=Effect,
        widget=forms.RadioSelect,
        initial="hold",
    )


class SanctionForm(VersionForm, RuleForm, ReasonForm):
    """Cleaned: `until`, the end of the chosen day in UTC, or in a century."""

    sanction = forms.ChoiceField(
        label=_("Sanction"), choices=SANCTIONS, initial="silence", widget=forms.RadioSelect
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave it empty for a sanction without end. It can be lifted at any time."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("sanction", "last_day", "rule", "why", "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].widget.attrs["min"] = timezone.now().date().isoformat()

    def clean_last_day(self) -> date | None:
        last_day: date | None = self.cleaned_data["last_day"]
        if last_day and last_day < timezone.now().date():
            raise forms.ValidationError(_("Choose today or a later day."))
        return last_day

    @property
    def until(self) -> datetime:
        if last_day := self.cleaned_data["last_day"]:
            return datetime.combine(last_day, time.max, UTC)
        return timezone.now() + WITHOUT_END
