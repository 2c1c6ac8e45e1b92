"""/readyz names what does not answer."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from collective_brain.observability import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    seen = {"at": timezone.now()}
    monkeypatch.setattr(health.event_log, "last_heartbeat", lambda: seen["at"])
    return seen


def test_all_is_well(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "failing": {}})


@pytest.mark.parametrize("seen", [None, timezone.now() - timedelta(seconds=90)])
def test_a_worker_that_is_gone_is_named(client, worker, seen):
    worker["at"] = seen
    answer = client.get("/readyz")
    assert (answer.status_code, list(answer.json()["failing"])) == (503, ["worker"])


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
def test_redis_answers(client, settings, redis_url):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }
    assert client.get("/readyz").status_code == 200


def test_the_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"
