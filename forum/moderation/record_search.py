"""Which acts a reader may see, and the form that searches them."""

from datetime import tzinfo
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.acts.models import Act, ActQuerySet
from accounts.acts.targets import TargetKind
from accounts.member_manager import name_begins_q
from accounts.models import Member
from collective_brain.web.time_zones import end_of_day, start_of_day
from forum.moderation.record_words import verb_choices
from forum.themes.models import Theme

ABOUT_REPORTS = ("ReportsHandled", "CaseHandedOn", "HiddenByReports")
MAX_TYPED = 100  # characters


def acts_visible_to(reader: Any) -> ActQuerySet:
    """All acts to administrators, and to facilitators those in their themes.

    Acts about accounts are for administrators who may change members. Nobody reads which reports
    of their own texts were decided or handed on: that would say that somebody reported them.
    """
    if not reader.pk:
        return Act.objects.none()
    acts = Act.objects.exclude(verb__in=ABOUT_REPORTS, member=reader.pk)
    if permissions.may_change_members(reader):
        return acts
    if permissions.may_administer(reader):
        return acts.exclude(kind=TargetKind.MEMBER.value)
    themes = Theme.objects.facilitator_roles(reader).values("theme")
    return acts.filter(theme_id__in=themes)


class RecordForm(forms.Form):
    """The query string holds the search. A wrong filter shows an error and is ignored."""

    who = forms.CharField(
        label=_("Who did it"),
        help_text=_("A name, or a username such as @ana."),
        required=False,
        max_length=MAX_TYPED,
    )
    act = forms.ChoiceField(label=_("What was done"), required=False)
    target = forms.CharField(
        label=_("To what, or to which member"),
        help_text=_("Words of a title, or the name of a member."),
        required=False,
        max_length=MAX_TYPED,
    )
    since = forms.DateField(
        label=pgettext_lazy("first day of a search", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("last day of a search", "Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, time_zone: tzinfo) -> None:
        """time_zone: of the reader. The days are days in this zone."""
        self.time_zone = time_zone
        super().__init__(data, auto_id="record-%s")
        no_filter = ("", pgettext_lazy("choice: no filter", "All"))
        self.fields["act"].choices = [no_filter, *verb_choices()]  # type: ignore[attr-defined]

    @property
    def filters(self) -> dict[str, str]:
        """What is typed into the fields, for the link to the next page."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def matching(self, acts: ActQuerySet) -> ActQuerySet:
        self.is_valid()
        chosen = self.cleaned_data
        if who := chosen.get("who"):
            acts = acts.filter(by__in=Member.objects.filter(name_begins_q(who)).values("pk"))
        if verb := chosen.get("act"):
            acts = acts.filter(verb=verb)
        if target := chosen.get("target"):
            about = Member.objects.filter(name_begins_q(target)).values("pk")
            acts = acts.filter(Q(label__icontains=target) | Q(member__in=about))
        if since := chosen.get("since"):
            acts = acts.filter(at__gte=start_of_day(since, self.time_zone))
        if until := chosen.get("until"):
            acts = acts.filter(at__lt=end_of_day(until, self.time_zone))
        return acts
