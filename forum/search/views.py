"""The search page, and the suggestions of its box."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from collective_brain.web import form_responses, rate_limits
from forum import markup
from forum.search import searches, suggestions
from forum.search.forms import SearchForm
from forum.search.query_parser import parse_query
from forum.search.result_groups import ResultGroup

NEWEST = "newest"  # the other order
MOST_SHOWN = (
    1_000  # characters of what was typed, in the box and in each link; fewer are searched for
)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What fits the query and the filters, grouped; without either, how to search."""
    typed = markup.clean_line(request.GET.get("q", ""))[:MOST_SHOWN]
    form, query = SearchForm(request.GET.dict() | {"q": typed}), parse_query(typed)
    context: dict[str, Any] = {
        "form": form,
        "query": query,
        "asked": bool(query.terms) or form.is_filtered,
    }
    form.is_valid()
    if not context["asked"]:
        return render(request, "search/search.html", context)
    if wait := form_responses.count_request("search", request):
        context |= {"asked": False, "refusal": rate_limits.wait_message(wait)}
        return render(request, "search/search.html", context, status=429)
    by_time = request.GET.get("order") == NEWEST or not query.wanted
    results = _answer(request, form, query, by_time)
    context |= {
        "results": results,
        "groups": [(group, _all_of(group, form)) for group in results.groups],
        "next": form.address(after=results.next) if results.next else "",
        "by_time": by_time,
        "orders": bool(query.wanted),
        "best_url": form.address(order=""),
        "newest_url": form.address(order=NEWEST),
    }
    return render(request, "search/search.html", context)


def _all_of(group: ResultGroup, form: SearchForm) -> str:
    """The way to everything that was found in one topic or room."""
    return form.address(within=group.place.stream_name, order=NEWEST) if group.more else ""


def _answer(request: HttpRequest, form: SearchForm, query: Any, by_time: bool) -> searches.Results:
    answer = searches.search_by_date if by_time else searches.search_by_relevance
    try:
        return answer(query, form.filters, request.user, after=request.GET.get("after", ""))
    except (ValueError, OverflowError) as error:
        raise Http404 from error


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """{html, said} for the combobox: options, and how many there are."""
    if form_responses.count_request("suggest", request):
        return JsonResponse({"html": "", "said": ""}, status=429)
    found = suggestions.suggest(request.GET.get("q", ""), request.user)
    html = render_to_string("search/_suggestions.html", {"suggestions": found})
    count = ngettext(
        "%(count)d suggestion; arrow keys choose.",
        "%(count)d suggestions; arrow keys choose.",
        len(found),
    )
    said = count % {"count": len(found)} if found else _("No suggestions.")
    return JsonResponse({"html": html, "said": said})
