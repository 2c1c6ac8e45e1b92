"""The page of the record: who did what, to what, and why."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from collective_brain.web.time_zones import reader_time_zone
from forum.moderation.record_rows import rows_of
from forum.moderation.record_search import RecordForm, acts_visible_to
from forum.moderation.rules import refuse_facilitators_pages

ROWS_PER_PAGE = 50


@never_cache
@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The newest acts first, in at most eight queries."""
    reader: Any = request.user
    if refusal := refuse_facilitators_pages(reader):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    form = RecordForm(request.GET, time_zone=reader_time_zone(request))
    matching = form.matching(acts_visible_to(reader))
    try:
        acts = list(matching.in_list_order(request.GET.get("after", ""))[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(acts) > ROWS_PER_PAGE
    acts = acts[:ROWS_PER_PAGE]
    next_page = {**form.filters, "after": acts[-1].pk} if has_next_page else {}
    context = {
        "form": form,
        "has_filters": bool(form.filters),
        "rows": rows_of(acts, reader),
        "next": f"?{urlencode(next_page)}" if next_page else "",
    }
    return render(request, "moderation/record.html", context)
