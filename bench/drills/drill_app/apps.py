"""A slow listener that records when it begins and ends, so that a test can kill it in between."""

import time
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings

SECONDS = 0.1  # the kill comes a few milliseconds after the listener begins


class DrillConfig(AppConfig):
    name = "bench.drills.drill_app"
    label = "drill"

    def ready(self) -> None:
        from collective_brain import event_log
        from forum.chat.events import MessageSaid
        from forum.topics.events import PostPublished

        for event in (PostPublished, MessageSaid):
            listeners = event_log._listeners_by_event[event]
            event_log._listeners_by_event[event] = listeners._replace(
                by_worker=[*listeners.by_worker, record_slowly]
            )


def record_slowly(event: Any) -> None:
    _record("begins", event)
    time.sleep(SECONDS)
    _record("ends", event)


def _record(word: str, event: Any) -> None:
    with (Path(settings.VAR) / "diary").open("a") as diary:
        diary.write(f"{word} {event}\n")
