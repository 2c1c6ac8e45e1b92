"""The nervous system is whole: every event has its row, every action its transaction and its event."""

import ast
import dataclasses
import importlib
from pathlib import Path

import pytest
from django.conf import settings

from forum import event_listeners

EVENT_MODULES = sorted(
    ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
    for folder in ("accounts", "forum")
    for path in (Path(settings.BASE_DIR) / folder).rglob("events.py")
)
ACTION_FILES = sorted(
    path
    for folder in ("accounts", "forum")
    for path in (Path(settings.BASE_DIR) / folder).rglob("actions.py")
)
# Positions and the bell move with every page that is read, drafts with every pause: their modules say why they
# leave no event.
WITHOUT_EVENT = {"drafts", "following", "notifications"}


def leaves(event: type) -> bool:
    return not event.__subclasses__()


@pytest.mark.parametrize("module", EVENT_MODULES)
def test_every_event_is_a_row(module):
    events = importlib.import_module(module)
    found = [one for one in vars(events).values() if dataclasses.is_dataclass(one) and leaves(one)]
    assert (
        found and [event.__name__ for event in found if event not in event_listeners.HEARD_BY] == []
    )


def test_no_two_events_share_a_name():
    names = [event.__name__ for event in event_listeners.HEARD_BY]
    assert len(names) == len(set(names))


def test_every_event_is_recorded_somewhere():
    recorded = {
        word for path in ACTION_FILES for word in path.read_text().replace("(", " ").split()
    }
    assert [
        event.__name__ for event in event_listeners.HEARD_BY if event.__name__ not in recorded
    ] == []


@pytest.mark.parametrize("path", ACTION_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_transaction_of_an_action_is_durable_and_leaves_an_event(path):
    for function in ast.walk(ast.parse(path.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        body = ast.unparse(function)
        if "transaction.atomic(" in body and "_cared_for" not in function.name:
            assert "transaction.atomic(durable=True)" in body, function.name
            if path.parent.name not in WITHOUT_EVENT:
                assert "event_log.record" in body, function.name
