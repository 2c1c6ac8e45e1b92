"""The search page, and the suggestions of the search box."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from collective_brain.web import form_responses, rate_limits
from collective_brain.web.time_zones import reader_time_zone
from forum import markup
from forum.search.forms import SearchForm
from forum.search.query_parser import Query, parse_query
from forum.search.result_groups import ResultGroup
from forum.search.searches import SearchResults, search_by_date, search_by_relevance
from forum.search.suggestions import suggest, suggestion_count_sentence

NEWEST_FIRST = "newest"  # the value of the parameter `order`
# Characters that the box and the links keep. The query parser reads fewer.
MAX_CHARACTERS_KEPT = 1_000


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The results of a query with filters, or, without any of these, how to search."""
    typed = markup.clean_line(request.GET.get("q", ""))[:MAX_CHARACTERS_KEPT]
    query = parse_query(typed)
    form = SearchForm(
        request.GET.dict() | {"q": typed},
        reader=request.user,
        time_zone=reader_time_zone(request),
    )
    context: dict[str, Any] = {"form": form, "query": query}
    form.is_valid()
    if not query.terms and not form.is_filtered:
        return render(request, "search/search.html", context)
    if wait := form_responses.count_request("search", request):
        context["refusal"] = rate_limits.wait_message(wait)
        return render(request, "search/search.html", context, status=429)
    has_order = bool(query.required_terms)
    is_newest_first = request.GET.get("order") == NEWEST_FIRST or not has_order
    results = _results(request, form, query, is_newest_first)
    context |= {
        "results": results,
        "groups": [(group, _url_of_all_hits(group, form)) for group in results.groups],
        "next": form.url(after=results.next_key) if results.next_key else "",
        "is_newest_first": is_newest_first,
        "has_order": has_order,
        "best_url": form.url(order=""),
        "newest_url": form.url(order=NEWEST_FIRST),
    }
    return render(request, "search/search.html", context)


@require_safe
def suggest_in_search_box(request: HttpRequest) -> HttpResponse:
    """{html, said} for the combobox: the options, and their number for screen readers."""
    if form_responses.count_request("suggest", request):
        return JsonResponse({"html": "", "said": ""}, status=429)
    suggestions = suggest(request.GET.get("q", ""), request.user)
    html = render_to_string("search/_suggestions.html", {"suggestions": suggestions})
    return JsonResponse({"html": html, "said": suggestion_count_sentence(len(suggestions))})


def _results(
    request: HttpRequest, form: SearchForm, query: Query, is_newest_first: bool
) -> SearchResults:
    search_function = search_by_date if is_newest_first else search_by_relevance
    try:
        after = request.GET.get("after", "")
        return search_function(query, form.filters, request.user, after=after)
    except ValueError as error:
        raise Http404 from error


def _url_of_all_hits(group: ResultGroup, form: SearchForm) -> str:
    """The search for all hits in one topic or room; "" if the group shows them all."""
    if not group.hidden_hit_count:
        return ""
    return form.url(within=group.target.stream_name, order=NEWEST_FIRST)
