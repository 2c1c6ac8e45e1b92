"""The site's addresses and the bench's own."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.live.house.apps import queries
from collective_brain.urls import urlpatterns as site
from forum.chat.models import Message
from forum.chat.streams import message_frame
from forum.live.broadcast import broadcast


def fan_out(request: HttpRequest) -> HttpResponse:
    """Push the last message to each of ?rooms=1,2 anew, ?times=9: the way of a message without its storing."""
    message = Message.objects.for_display().select_related("room").order_by("-pk")[0]
    frame = message_frame(message.room, message)
    lines = [f"room:{key}" for key in request.GET["rooms"].split(",")]
    for _ in range(int(request.GET["times"])):
        for line in lines:
            broadcast(line, lambda line=line: {**frame, "line": line})  # type: ignore[misc]
    return HttpResponse()


def queries_so_far(request: HttpRequest) -> HttpResponse:
    """How many queries this process made; asking counts as one, for the counter has no other way to be read."""
    return HttpResponse(str(next(queries)))


urlpatterns = [path("bench/fan-out/", fan_out), path("bench/queries/", queries_so_far), *site]
