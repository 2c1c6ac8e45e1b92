"""Run the listeners of all events, and search."""

from django.contrib.auth.models import AnonymousUser

from collective_brain.event_log.models import Event
from forum.search.filters import SearchFilters
from forum.search.query_parser import parse_query
from forum.search.result_groups import ResultGroup
from forum.search.searches import SearchResults, search_by_relevance

VISITOR = AnonymousUser()


def run_event_listeners() -> None:
    """Do what the worker does."""
    while events := list(Event.objects.unfinished().order_by("pk")):
        for event in events:
            event.run_listeners()


def search(typed: str, reader=VISITOR, **filters) -> SearchResults:
    return search_by_relevance(parse_query(typed), SearchFilters(**filters), reader)


def title(group: ResultGroup) -> str:
    return "".join(part.text for part in group.title)


def titles(results: SearchResults) -> list[str]:
    return [title(group) for group in results.groups]


def found_titles(typed: str, reader=VISITOR, **filters) -> list[str]:
    """The titles of the groups that have all terms, the best first."""
    results = search(typed, reader, **filters)
    return [] if results.interpretation.max_missing else titles(results)
