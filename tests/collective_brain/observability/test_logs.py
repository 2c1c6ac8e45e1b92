"""Each log line is one JSON object with its request's id, which only our own proxy may choose."""

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from collective_brain.observability import logs
from collective_brain.web import request_ids


def answer_to(given: str) -> tuple[str, str]:
    """The id inside the request and in its answer, for one that came with `given`."""
    inside = []

    def view(request):
        inside.append(request_ids.request_id.get())
        return HttpResponse()

    response = request_ids.RequestIdMiddleware(view)(
        RequestFactory().get("/", headers={"x-request-id": given})
    )
    return inside[0], response["X-Request-ID"]


def test_a_request_gets_an_id():
    inside, told = answer_to("")
    assert inside == told and len(told) == 32
    assert request_ids.request_id.get() == ""


def test_a_visitor_does_not_choose_the_id():
    assert answer_to("chosen-by-me")[1] != "chosen-by-me"


def test_our_proxy_chooses_the_id(settings):
    settings.TRUSTED_PROXIES = 1
    assert answer_to("from-our-proxy")[1] == "from-our-proxy"
    assert answer_to('"}\n{"forged')[1] != '"}\n{"forged'


@pytest.mark.django_db
def test_a_refused_request_is_named_in_its_line(client, caplog):
    answer = client.get("/nowhere/")
    line = next(record for record in caplog.records if "/nowhere/" in record.getMessage())
    logs.RequestIdFilter().filter(line)
    assert line.request_id == answer["X-Request-ID"]


def test_a_line_is_one_json_object():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord(
            "forum", logging.ERROR, "", 1, "It was %s", ("bad",), sys.exc_info()
        )
    logs.RequestIdFilter().filter(record)
    text = logs.JsonFormatter().format(record)
    line = json.loads(text)
    assert "\n" not in text
    assert (line["level"], line["logger"], line["message"], line["request_id"]) == (
        "ERROR",
        "forum",
        "It was bad",
        "",
    )
    assert "ValueError: two" in line["exception"]
