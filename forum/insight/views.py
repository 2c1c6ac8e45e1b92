"""The page of numbers, and each of its tables as a CSV file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.insight import csv_files, figures, plots
from forum.insight.models import WEEKS, ThemeDay
from forum.insight.rules import refuse_numbers, themes_of
from forum.themes.models import Theme


@never_cache
@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    themes, chosen = _themes(request)
    days = list(ThemeDay.objects.shown().filter(theme__in=[theme.pk for theme in chosen]))
    tables = figures.tables(days)
    context = {
        "themes": themes,
        "chosen": chosen[0] if len(chosen) < len(themes) else None,
        "tables": [(table, plots.plot(table)) for table in tables],
        "lines": figures.lines(chosen, days),
        "unanswered": figures.unanswered(chosen),
        "weeks": WEEKS,
        "is_counted": bool(days),
    }
    return render(request, "insight/numbers.html", context)


@never_cache
@login_required
@require_safe
def as_csv(request: HttpRequest, name: str) -> HttpResponse:
    """name: of a Table, or "themes" or "unanswered"."""
    _all, chosen = _themes(request)
    if name == "unanswered":
        rows = [
            (topic.title, topic.theme.name, topic.get_absolute_url())
            for topic in figures.unanswered(chosen)
        ]
        return csv_files.response(name, (_("Topic"), _("Theme"), _("Address")), rows)
    days = list(ThemeDay.objects.shown().filter(theme__in=[theme.pk for theme in chosen]))
    if name == "themes":
        headings = (
            _("Theme"),
            _("Posts"),
            _("Readers"),
            _("Only read"),
            _("Hours"),
            _("Top three"),
        )
        lines = figures.lines(chosen, days)
        return csv_files.response(name, headings, [_cells(line) for line in lines])
    for table in figures.tables(days):
        if table.name == name:
            return csv_files.response(name, (table.heading, _("Posts")), table.texts)
    raise Http404


def _cells(line: figures.ThemeLine) -> list[str]:
    return [line.theme.name, str(line.posts), line.readers, line.silent, line.hours, line.share]


def _themes(request: HttpRequest) -> tuple[list[Theme], list[Theme]]:
    """All themes of the reader, and the one of ?theme= or all again.

    A theme that is not theirs does not exist for them.
    """
    member: Any = request.user
    if refusal := refuse_numbers(member):
        raise PermissionDenied(refusal)
    themes = list(themes_of(member))
    slug = request.GET.get("theme", "")
    if not slug:
        return themes, themes
    chosen = [theme for theme in themes if theme.slug == slug]
    if not chosen:
        raise Http404
    return themes, chosen
