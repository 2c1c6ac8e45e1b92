"""Each log line is one JSON object with a request id, and only our own proxy chooses that id."""

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from collective_brain.observability import logs
from collective_brain.web import request_ids


def ids_of_request(given: str) -> tuple[str, str]:
    """Return the id during the request and in its response, for a request with the id `given`."""
    ids = []

    def view(request):
        ids.append(request_ids.request_id.get())
        return HttpResponse()

    response = request_ids.RequestIdMiddleware(view)(
        RequestFactory().get("/", headers={"x-request-id": given})
    )
    return ids[0], response["X-Request-ID"]


def test_a_request_gets_an_id():
    during_request, in_response = ids_of_request("")
    assert during_request == in_response and len(in_response) == 32
    assert request_ids.request_id.get() == ""


def test_a_visitor_cannot_choose_the_id():
    assert ids_of_request("chosen-by-me")[1] != "chosen-by-me"


def test_our_proxy_chooses_the_id(settings):
    settings.TRUSTED_PROXIES = 1
    assert ids_of_request("from-our-proxy")[1] == "from-our-proxy"
    assert ids_of_request('"}\n{"forged')[1] != '"}\n{"forged'


@pytest.mark.django_db
def test_the_log_line_of_a_refused_request_has_its_id(client, caplog):
    response = client.get("/nowhere/")
    (record,) = [record for record in caplog.records if "/nowhere/" in record.getMessage()]
    logs.RequestIdFilter().filter(record)
    assert record.request_id == response["X-Request-ID"]


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
