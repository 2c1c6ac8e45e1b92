"""/readyz names what does not answer."""

from datetime import timedelta

import pytest
from django.db import OperationalError
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
    assert (response.status_code, response.json()) == (200, {"ready": True, "failing": {}})


@pytest.mark.parametrize("last", [None, timezone.now() - timedelta(seconds=90)])
def test_a_missing_worker_is_named(client, heartbeat, last):
    heartbeat["at"] = last
    response = client.get("/readyz")
    assert (response.status_code, list(response.json()["failing"])) == (503, ["worker"])


def test_a_database_that_does_not_answer_is_named(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", refuse)
    assert list(client.get("/readyz").json()["failing"]) == ["database"]


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
