"""The catch-up request over HTTP, also for pages without sockets, which poll it."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from collective_brain.web.numbers import MAX_KEY, MAX_NUMBER, parse_number
from forum import live
from forum.live import presence


@require_GET
@never_cache
def catch_up(request: HttpRequest, stream: str) -> JsonResponse:
    """Return {head, end, state, items, more}: the changes after `since` within first..last.

    For a room also `present`, the number of people there, because a page without sockets has no
    other way to know.
    """
    try:
        kind, key = live.parse_stream_name(stream)
    except LookupError as error:
        raise Http404 from error
    if kind.refuse_subscription(request.user, key):
        raise Http404
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or "en"
    with translation.override(language):
        answer = kind.changes(
            key,
            request.user,
            since=_number(request, "since", 0),
            first=_number(request, "first", 1),
            last=_number(request, "last", MAX_NUMBER),
        )
    if presence.has_presence(stream):
        answer["present"] = presence.present_in(stream)["count"]
    return JsonResponse(answer)


def _number(request: HttpRequest, name: str, default: int) -> int:
    return min(parse_number(request.GET.get(name, ""), default, maximum=MAX_KEY), MAX_NUMBER)
