"""The way back over HTTP: one address for the hole, the reconnect and the fallback without sockets."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from forum import live
from forum.live import presence

LARGEST = 2**31 - 1


@require_GET
@never_cache
def catch_up(request: HttpRequest, line: str) -> JsonResponse:
    """{head, end, state, items, more}: what changed on `line` since the mark `since`, within first..last.

    For a room also `present`, how many are there: a page without sockets has no other way to know.
    """
    try:
        lines, key = live.parse_stream_name(line)
    except LookupError as error:
        raise Http404 from error
    if lines.refuse_subscription(request.user, key):
        raise Http404
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or "en"
    with translation.override(language):
        answer = lines.changes(
            key,
            request.user,
            since=_number(request, "since", 0),
            first=_number(request, "first", 1),
            last=_number(request, "last", LARGEST),
        )
    if presence.has_presence(line):
        answer["present"] = presence.present_in(line)["count"]
    return JsonResponse(answer)


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return (
        min(int(text), LARGEST)
        if text.isascii() and text.isdecimal() and len(text) < 19
        else default
    )
