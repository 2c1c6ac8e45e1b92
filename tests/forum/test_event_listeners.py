"""The table of listeners is complete: every event is listed, and every action records an event."""

import ast
import dataclasses
import importlib
import re
from pathlib import Path

import pytest
from django.conf import settings

from forum.event_listeners import LISTENERS


def files_named(name: str) -> list[Path]:
    base = Path(settings.BASE_DIR)
    return sorted(path for folder in ("accounts", "forum") for path in (base / folder).rglob(name))


EVENT_MODULES = [
    ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
    for path in files_named("events.py")
]
ACTION_FILES = files_named("*actions.py")
# Read positions and notifications change with every page that is read, and drafts with every pause
# in typing. Devices and private feeds concern only their member. The modules of their actions say
# why they record no event.
PACKAGES_WITHOUT_EVENTS = {"drafts", "following", "notifications", "push", "sharing"}


def is_event(value: object) -> bool:
    is_class = isinstance(value, type) and dataclasses.is_dataclass(value)
    return is_class and not value.__subclasses__()


@pytest.mark.parametrize("module", EVENT_MODULES)
def test_every_event_is_in_the_table(module):
    events = [value for value in vars(importlib.import_module(module)).values() if is_event(value)]
    assert events
    assert [event.__name__ for event in events if event not in LISTENERS] == []


def test_no_two_events_share_a_name():
    names = [event.__name__ for event in LISTENERS]
    assert len(names) == len(set(names))


def test_some_action_records_each_event():
    recorded = {word for path in ACTION_FILES for word in re.findall(r"\w+", path.read_text())}
    assert [event.__name__ for event in LISTENERS if event.__name__ not in recorded] == []


@pytest.mark.parametrize("path", ACTION_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_transaction_of_an_action_is_durable_and_records_an_event(path):
    for function in ast.walk(ast.parse(path.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        body = ast.unparse(function)
        if "transaction.atomic(" in body and "change_as_" not in function.name:
            assert "transaction.atomic(durable=True)" in body, function.name
            if path.parent.name not in PACKAGES_WITHOUT_EVENTS:
                assert re.search(r"\b_?record\w*\(", body), function.name
