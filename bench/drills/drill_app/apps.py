"""A listener that takes its time and keeps a diary, so that a kill finds it at work."""

import time
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings

TAKES = 0.1  # seconds; the kill needs a few milliseconds to follow its beginning


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
                by_worker=[*listeners.by_worker, slowly]
            )


def slowly(event: Any) -> None:
    _note("begins", event)
    time.sleep(TAKES)
    _note("ends", event)


def _note(word: str, event: Any) -> None:
    with (Path(settings.VAR) / "diary").open("a") as diary:
        diary.write(f"{word} {event}\n")
