"""The page on which administrators write the announcement."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.administration.access import open_unless
from collective_brain.errors import Refused
from collective_brain.web.form_responses import signed_in_member
from collective_brain.web.last_day_form import LastDayForm
from forum.announcements import actions
from forum.announcements.models import MAX_TEXT, Announcement, Level
from forum.announcements.rules import LONGEST, refuse_administration

LANGUAGES = tuple(settings.MODELTRANSLATION_LANGUAGES)
announcers_only = open_unless(refuse_administration)


class AnnouncementForm(LastDayForm):
    longest = LONGEST
    field_order = (*(f"text_{code}" for code in LANGUAGES), "level", "last_day")

    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level, initial=Level.INFO)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            label = get_language_info(code)["name_translated"]
            widget = forms.Textarea(attrs={"rows": 2, "lang": code})
            self.fields[f"text_{code}"] = forms.CharField(
                label=str(label).capitalize(),
                max_length=MAX_TEXT,
                required=code == "en",
                widget=widget,
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["texts"] = {code: cleaned.pop(f"text_{code}", "") for code in LANGUAGES}
        return cleaned


@announcers_only
def announce(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, AnnouncementForm(initial=_initial()))
    form = AnnouncementForm(request.POST)
    if form.is_valid():
        try:
            actions.announce(signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Every page shows the announcement now."))
            return redirect("administration:announcement")
    return _page(request, form, status=422)


@require_POST
@announcers_only
def end(request: HttpRequest) -> HttpResponse:
    actions.end(signed_in_member(request))
    messages.success(request, _("The announcement has ended."))
    return redirect("administration:announcement")


def _initial() -> dict[str, Any]:
    current = Announcement.objects.current()
    if current is None:
        return {}
    texts = {f"text_{code}": text for code, text in current.texts.items()}
    return texts | {"level": current.level, "last_day": current.ends_at.date()}


def _page(request: HttpRequest, form: AnnouncementForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "current": Announcement.objects.current()}
    return render(request, "administration/announcement.html", context, status=status)
