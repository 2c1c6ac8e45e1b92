"""HTTP and sockets have different doors (decision 8)."""

from a2wsgi import WSGIMiddleware
from django.conf import settings

from collective_brain import asgi


def test_http_goes_whole_into_a_few_threads():
    http = asgi._doors.application_mapping["http"]
    assert isinstance(http, WSGIMiddleware) and http.app is asgi.wsgi_application
    assert http.executor._max_workers == settings.HTTP_THREADS


def test_every_type_of_connection_has_its_door():
    assert sorted(asgi._doors.application_mapping) == ["http", "websocket"]
