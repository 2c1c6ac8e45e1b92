"""A sample of `make mail-check`: nothing is lost or doubled while workers are killed."""

import pytest

from bench.mail import parts, sites
from bench.served.sites import free_port

NO_EVENTS_OF_THE_DEMONSTRATION = """
from collective_brain.event_log.models import Event
Event.objects.all().delete()
"""


@pytest.fixture
def port() -> int:
    """Of the mail server."""
    return free_port()


@pytest.fixture
def site(new_site, postgres_url, redis_url, port):
    env = {
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    with sites.served(new_site(**env, **sites.FAST_MAIL)) as mail_site:
        mail_site.site.shell(NO_EVENTS_OF_THE_DEMONSTRATION)
        yield mail_site


@pytest.mark.drill("mail check", 20)
@pytest.mark.postgres
@pytest.mark.redis
def test_mail_to_followers_survives_killed_workers_and_a_hostile_server(site, port):
    requests, followed = parts.measure_requests(site, followers=25, posts=2)
    rows = [
        parts.send_while_killed(site, followed, port, kills=3),
        parts.send_to_hostile_server(site, port, followers=24),
    ]
    print(requests, *rows, sep="\n")
    assert all(row.is_good for row in rows)
    assert [row.kills for row in rows] == [3, 0]
