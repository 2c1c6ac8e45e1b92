"""The public page of counts, without names and without small numbers."""

import pytest
from django.core.cache import cache

from forum.moderation.transparency import table
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


def row(name: str) -> list[str]:
    cache.clear()
    [texts] = [texts for row_name, _label, texts in table()["rows"] if row_name == name]
    return texts


def test_counts_are_shown_by_month_and_small_ones_are_not(client):
    boss = make.member("boss", name="Boss", is_staff=True, is_superuser=True)
    topic = make.topic()
    assert row("decision.post") == ["0"] * 12
    assert "nothing was reported or decided" in client.get("/transparency/").content.decode()
    for number in range(3):
        topics.hide(make.post(topic), boss, why="Spam.")
        run_event_listeners()
        assert row("decision.post")[0] == ("3" if number == 2 else "1–2")
    html = client.get("/transparency/").content.decode()
    assert "<dt>Posts hidden</dt><dd>3</dd>" in html and "Boss" not in html
    assert html.count("<h2>") == 1 and "Members silenced" not in html  # nothing else happened
    lines = client.get("/transparency.csv").content.decode().splitlines()
    assert len(lines) == len(table()["rows"]) + 1
    assert [line for line in lines if line.startswith("decision.post,3,0,")]


def test_the_rules_and_the_help_lead_there(client):
    assert b"/transparency/" in client.get("/rules/").content
    assert b"/transparency/" in client.get("/help/moderating/").content
    assert b"/help/moderating/" in client.get("/help/").content
