"""What the tests of search do: let the worker work, and ask."""

from django.contrib.auth.models import AnonymousUser

from collective_brain.event_log.models import Event
from forum.search.queries import Filters, Results, best
from forum.search.query_parser import parse
from forum.search.results import Group

VISITOR = AnonymousUser()


def hear_all() -> None:
    """What the worker does."""
    while events := list(Event.objects.unfinished().order_by("pk")):
        for event in events:
            event.run_listeners()


def search(typed: str, reader=VISITOR, **filters) -> Results:
    return best(parse(typed), Filters(**filters), reader)


def title(group: Group) -> str:
    return "".join(part.text for part in group.title)


def titles(results: Results) -> list[str]:
    return [title(group) for group in results.groups]


def found(typed: str, reader=VISITOR, **filters) -> list[str]:
    """The titles of what has all that is asked, best first."""
    results = search(typed, reader, **filters)
    return [] if results.partly else titles(results)
