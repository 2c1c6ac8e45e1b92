"""The header Link names what a browser needs before it shows a text."""

import re

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


def style_sheets_of(header: str) -> list[str]:
    """["site", "lists"] of a header."""
    return re.findall(r"</static/css/(\w+)[\w.]*\.css>; rel=preload; as=style", header)


def test_a_page_names_the_style_sheets_of_its_head_for_visitors_and_members(client):
    topic = make.topic()
    assert style_sheets_of(client.get("/")["Link"]) == ["site", "lists"]
    client.force_login(make.member())
    assert style_sheets_of(client.get("/")["Link"]) == ["site", "lists"]
    assert style_sheets_of(client.get(topic.get_absolute_url())["Link"]) == ["site"]


def test_a_page_from_the_page_cache_has_the_header_too(client):
    first, second = client.get("/"), client.get("/")
    assert style_sheets_of(second["Link"]) == ["site", "lists"] and second["Link"] == first["Link"]


def test_light_pages_and_answers_that_are_no_page_go_without(client):
    assert "Link" not in client.get("/feed.json")
    assert "Link" not in client.get("/no-such-page/")
    client.cookies["light_pages"] = "1"
    assert "Link" not in client.get("/")
