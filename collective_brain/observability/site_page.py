"""How the site is doing, and what an administrator can do about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.administration.access import administrators_only
from collective_brain.event_log.models import Event
from collective_brain.observability import figures
from collective_brain.web.bar_plots import Column, bars


@require_safe
@administrators_only
def show(request: HttpRequest) -> HttpResponse:
    shown = figures.collect()
    for name in ("member", "post"):
        shown[f"{name}_bars"] = bars([_column(day) for day in shown[f"{name}_days"]])
    return render(request, "administration/site.html", shown)


@require_POST
@administrators_only
def try_events_again(request: HttpRequest) -> HttpResponse:
    """Let the worker run the listeners again of the events that it gave up."""
    count = Event.objects.all().try_again()
    told = (
        ngettext("%d event will be tried again.", "%d events will be tried again.", count) % count
    )
    messages.success(request, told)
    return redirect("observability:site")


def _column(day: figures.Day) -> Column:
    return Column(date_format(day.day, "l j F"), date_format(day.day, "D"), day.total)
