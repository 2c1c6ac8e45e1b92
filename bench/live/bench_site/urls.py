"""The URLs of the site, and two for the live benchmarks."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.live.bench_site.apps import query_counter
from collective_brain.urls import urlpatterns as site_urls
from forum.chat.models import Message
from forum.chat.streams import room_stream
from forum.live.broadcast import broadcast


def fan_out(request: HttpRequest) -> HttpResponse:
    """Broadcast the last message again to ?rooms=1,2, ?times=9, without storing anything."""
    message = Message.objects.for_display().select_related("room").order_by("-pk")[0]
    frame = room_stream.frame(message.room, message)
    streams = [f"room:{key}" for key in request.GET["rooms"].split(",")]
    for _ in range(int(request.GET["times"])):
        for stream in streams:
            broadcast(stream, partial(_frame_for, stream, frame))
    return HttpResponse()


def _frame_for(stream: str, frame: dict[str, Any]) -> dict[str, Any]:
    return {**frame, "line": stream}


def query_count(request: HttpRequest) -> HttpResponse:
    """Return how many queries this process made. Reading the counter also adds one."""
    return HttpResponse(str(next(query_counter)))


urlpatterns = [path("bench/fan-out/", fan_out), path("bench/queries/", query_count), *site_urls]
