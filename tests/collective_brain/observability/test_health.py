"""/readyz names what does not answer."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from collective_brain.observability import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def heartbeat(monkeypatch):
    heartbeat = {"at": timezone.now()}
    monkeypatch.setattr(health.event_log, "last_heartbeat", lambda: heartbeat["at"])
    return heartbeat


def test_a_site_with_all_its_parts_is_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "failing": {}, "events_given_up": 0, "mails_given_up": 0},
    )


@pytest.mark.parametrize("last", [None, timezone.now() - timedelta(seconds=90)])
def test_a_missing_worker_is_named(client, heartbeat, last):
    heartbeat["at"] = last
    response = client.get("/readyz")
    assert (response.status_code, list(response.json()["failing"])) == (503, ["worker"])


def test_a_database_that_does_not_answer_is_named(client, settings):
    """A file that is no database stands for a database that is away."""
    path = Path(settings.VAR) / "broken.sqlite3"
    path.write_text("This is not a database. " * 1000)
    working, name = connections.settings["default"], str(path)
    connections.settings["default"] = working | {"NAME": name, "TEST": working["TEST"]}
    try:
        assert "database" in client.get("/readyz").json()["failing"]
    finally:
        connections.settings["default"] = working


def test_a_full_disk_is_named(client, monkeypatch):
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 10**18)
    assert list(client.get("/readyz").json()["failing"]) == ["disk"]


def test_a_channel_layer_that_does_not_answer_is_named(client, settings):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
    assert list(client.get("/readyz").json()["failing"]) == ["channel_layer"]


@pytest.mark.redis
def test_a_site_with_redis_is_ready(client, settings, redis_url):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }
    assert client.get("/readyz").status_code == 200


def test_liveness_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"
