"""The forms of reports. Fields have the names of the arguments of the actions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from collective_brain.web.numbers import MAX_KEY
from collective_brain.web.row_versions import VersionForm
from forum.contributions.form_fields import HideForm, LanguageField, RuleForm, SourceField
from forum.contributions.models import MAX_VERSION
from forum.contributions.numbered_rules import REPORTABLE, Rule
from forum.reports.targets import FIELDS
from forum.themes.models import Theme

ANYBODY = "0"  # of the administrators
WITHOUT_END = timedelta(days=365 * 100)
KINDS = {
    "post": pgettext_lazy("kind of report", "Posts"),
    "message": pgettext_lazy("kind of report", "Messages"),
    "private_note": pgettext_lazy("kind of report", "Private notes"),
    "member": pgettext_lazy("kind of report", "Profiles"),
}


class ReportForm(forms.Form):
    """The name of a rule says enough; "something else" needs words."""

    rule = forms.TypedChoiceField(
        label=_("Which rule does it break?"),
        choices=[(rule.value, rule.label) for rule in REPORTABLE],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("What is wrong?"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rule = cleaned.get("rule") or Rule.OTHER
        if not self.errors and rule == Rule.OTHER and not cleaned["why"]:
            self.add_error("why", gettext("Choose a rule, or say what is wrong."))
        return {**cleaned, "rule": int(rule)}


class QueueForm(forms.Form):
    """What the list of reports shows. An unknown value is no filter."""

    what = forms.ChoiceField(
        label=pgettext_lazy("filter of what waits for facilitators", "What"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter of what waits for facilitators", "Everything")),
            ("reported", pgettext_lazy("filter of what waits", "Reported")),
            ("waiting", pgettext_lazy("filter of what waits", "Waits for publication")),
            ("mail", pgettext_lazy("filter of what waits", "Waits, and came by e-mail")),
        ],
    )
    show = forms.ChoiceField(
        label=pgettext_lazy("filter of reports", "Show"),
        required=False,
        choices=[
            ("", pgettext_lazy("which reports", "All, open ones first")),
            ("open", pgettext_lazy("which reports", "Open")),
            ("mine", pgettext_lazy("which reports", "Mine")),
            ("handled", pgettext_lazy("which reports", "Handled")),
        ],
    )
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        Theme.objects.none(),
        label=_("Theme"),
        required=False,
        to_field_name="slug",
        empty_label=pgettext_lazy("filter: any theme", "All"),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("filter: what was reported", "About"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter: what was reported", "Everything")),
            *((field, KINDS[field]) for field in FIELDS),
        ],
    )

    def filters(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LeaveForm(forms.Form):
    until = forms.IntegerField(min_value=1, max_value=MAX_KEY, widget=forms.HiddenInput)


class EditReportedForm(HideForm):
    source = SourceField(label=_("Text"), rows=12)
    language = LanguageField()
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)

    field_order = ("source", "language", "rule", "why", "version")


class MoveForm(forms.Form):
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), empty_label="–"
    )

    def __init__(self, *args: Any, member: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.open_to(member)  # type: ignore[attr-defined]


class WarnForm(RuleForm):
    why = forms.CharField(label=_("Reason (shown to the member)"), max_length=300)


class SanctionForm(VersionForm, WarnForm):
    """Cleaned also: `until`."""

    sanction = forms.ChoiceField(
        label=_("Sanction"),
        choices=[
            ("silence", _("Silence: the member can read but not write")),
            ("suspend", _("Suspend: the member cannot sign in")),
        ],
        initial="silence",
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=pgettext_lazy("of a sanction", "For how long"),
        choices=[
            (1, pgettext_lazy("length of a sanction", "One day")),
            (7, pgettext_lazy("length of a sanction", "One week")),
            (30, pgettext_lazy("length of a sanction", "30 days")),
            (0, pgettext_lazy("length of a sanction", "Without end")),
        ],
        coerce=int,
    )
    field_order = ("sanction", "days", "rule", "why", "seen")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        days = cleaned.pop("days", 0)
        length = timedelta(days=days) if days else WITHOUT_END
        return {**cleaned, "until": timezone.now() + length}


class HandOnForm(forms.Form):
    """Cleaned: `to` is a Member, or None for the administrators."""

    to = forms.ChoiceField(label=pgettext_lazy("of a report", "To"))
    note = forms.CharField(label=_("What do you ask them to do?"), max_length=300)

    def __init__(self, *args: Any, colleagues: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(member.pk): member for member in colleagues}
        names = [(key, member.get_full_name()) for key, member in self.colleagues.items()]
        self.fields["to"].choices = [(ANYBODY, gettext("The administrators")), *names]  # type: ignore[attr-defined]

    def clean_to(self) -> Member | None:
        return self.colleagues.get(self.cleaned_data["to"])
