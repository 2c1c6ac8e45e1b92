"""/metrics of a served site: what it counts, who may read it, and what survives restarts."""

import json
import re
import urllib.error
import urllib.request
from contextlib import suppress

import pytest

from bench.served.clients import sign_in
from bench.served.sites import ROOT, wait_until
from bench.served.tabs import Tab

SAMPLE = re.compile(r"^collective_brain_(\w+?)(?:{(.*)})? (\S+)$", re.MULTILINE)


def get_metrics(site, **headers) -> tuple[int, str]:
    request = urllib.request.Request(f"{site.url}/metrics", headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def samples(site, **headers) -> dict[str, float]:
    """Return each sample by its name with labels."""
    status, text = get_metrics(site, **headers)
    assert status == 200
    return {
        f"{name}{{{labels}}}" if labels else name: float(value)
        for name, labels, value in SAMPLE.findall(text)
    }


pytestmark = pytest.mark.drill("metrics", 59)


@pytest.fixture(scope="module")
def measured_site(new_site):
    site = new_site(METRICS="1")
    site.start()
    yield site
    site.stop()


def get(site, path: str) -> None:
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(site.url + path).read()


def test_requests_and_their_queries_are_counted_by_view(measured_site):
    topic = measured_site.shell(
        "from forum.topics.models import Topic\nprint(Topic.objects.first().get_absolute_url())"
    )
    get(measured_site, topic)  # fills the caches
    before = samples(measured_site)
    for path in (topic, topic, "/nowhere/"):
        get(measured_site, path)
    after = samples(measured_site)

    def growth(name):
        return after[name] - before.get(name, 0)

    assert growth('requests_total{method="GET",status="200",view="topics:topic"}') == 2
    assert growth('requests_total{method="GET",status="404",view="none"}') == 1
    assert growth('request_seconds_count{method="GET",view="topics:topic"}') == 2
    assert growth('queries_count{view="topics:topic"}') == 2
    assert growth('queries_sum{view="topics:topic"}') in (
        2,
        4,
        6,
    )  # as tests/forum/topics bounds them
    assert growth('query_seconds_total{view="topics:topic"}') > 0


def test_an_invented_method_gets_no_metric_of_its_own(measured_site):
    request = urllib.request.Request(f"{measured_site.url}/", method="INVENTED")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)
    assert "INVENTED" not in get_metrics(measured_site)[1]
    assert 'method="other"' in get_metrics(measured_site)[1]


def test_tabs_and_frames_are_counted(measured_site):
    (writer,) = sign_in(measured_site, {})
    topic = f"topic:{writer.start_topic()}"
    sent = samples(measured_site).get("frames_sent_total", 0)
    with Tab(measured_site) as visitor, Tab(measured_site, writer.session) as member:
        visitor.listen(topic)
        member.listen(topic)
        writer.send_or_fail(topic, "Counted.")
        visitor.wait_for("item", within=10)
        # Two responses to `listen`, and the item twice. Samples follow after some seconds.
        wait_until(lambda: samples(measured_site).get("frames_sent_total", 0) - sent >= 4)
        now = samples(measured_site)
        assert (now['sockets{who="member"}'], now['sockets{who="visitor"}']) == (1, 1)
        assert now['listening{kind="topic"}'] == 2
    wait_until(lambda: samples(measured_site)['sockets{who="visitor"}'] == 0)


def test_the_backlog_is_reported(measured_site):
    now = samples(measured_site)
    assert {
        "events_waiting",
        "events_given_up",
        "tasks_waiting",
        "oldest_event_seconds",
    } <= now.keys()
    assert 0 <= now["worker_seen_seconds"] < 120


def test_sent_and_failed_mail_is_counted(measured_site):
    before = samples(measured_site)
    measured_site.shell(
        "from django.conf import settings\n"
        "from django.core.mail import EmailMessage, get_connection\n"
        "def send():\n"  # as the worker does
        "    delivery = get_connection(settings.DELIVERY_EMAIL_BACKEND)\n"
        "    mail = EmailMessage('s', 'b', 'a@example.org', ['b@example.org'])\n"
        "    delivery.send_messages([mail])\n"
        "send()\n"
        "from collective_brain.observability import metrics\n"
        "from django.test import override_settings\n"
        "smtp = 'django.core.mail.backends.smtp.EmailBackend'\n"
        "with override_settings(COUNTED_EMAIL_BACKEND=smtp, EMAIL_PORT=1):\n"
        "    try:\n"
        "        send()\n"
        "    except OSError:\n"
        "        pass\n"
    )
    after = samples(measured_site)
    sent, failed = (f'mail_total{{outcome="{outcome}"}}' for outcome in ("sent", "failed"))
    assert after[failed] - before.get(failed, 0) == 1
    assert after[sent] - before.get(sent, 0) >= 1  # in the morning the worker sends digests, too


def test_restarts_keep_counters_and_add_no_files(new_site):
    site = new_site(METRICS="1")
    counts, files = [], []
    for _start in range(3):
        site.start()
        get(site, "/about/")
        counts.append(
            sum(value for name, value in samples(site).items() if name.startswith("requests_total"))
        )
        files.append(
            sorted(
                path.name for path in (site.folder / "metrics").iterdir() if "live" not in path.name
            )
        )
        site.kill()
    assert counts == sorted(counts) and counts[2] >= counts[0] + 2
    assert files[0] == files[2]


@pytest.mark.parametrize("slot", ["taken by another process", "free"])
def test_tabs_of_a_killed_process_are_forgotten(new_site, slot):
    site = new_site(METRICS="1")
    site.start()
    get(site, "/about/")
    with Tab(site):
        wait_until(lambda: samples(site).get('sockets{who="visitor"}') == 1)
        if slot == "free":
            # The process of the shell locks a slot of its own, and so leaves this one free.
            site.shell("from collective_brain.observability import metrics")
        site.kill()
    text = site.shell(
        "from collective_brain.observability import metrics\n"
        "print(metrics.render_metrics().decode())"
    )
    assert "collective_brain_requests_total" in text
    assert "collective_brain_sockets" not in text


def test_a_request_through_a_proxy_gets_a_404(measured_site):
    status, text = get_metrics(measured_site, **{"X-Forwarded-For": "127.0.0.1"})
    assert status == 404 and "collective_brain_" not in text


def test_with_a_token_only_requests_with_it_get_metrics(new_site):
    site = new_site(METRICS_TOKEN="a-long-secret")
    site.start()
    try:
        assert get_metrics(site)[0] == get_metrics(site, Authorization="Bearer another")[0] == 404
        headers = {"Authorization": "Bearer a-long-secret", "X-Forwarded-For": "10.0.0.1"}
        assert get_metrics(site, **headers)[0] == 200
    finally:
        site.stop()


def test_the_dashboard_and_the_alerts_use_only_existing_metrics(measured_site):
    dashboard = json.loads((ROOT / "deploy" / "grafana.json").read_text())
    expressions = " ".join(
        target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])
    )
    get(measured_site, "/")
    measured_site.shell(
        "from django.conf import settings\n"
        "from django.core.mail import EmailMessage, get_connection\n"
        "mail = EmailMessage('s', 'b', 'a@example.org', ['b@example.org'])\n"
        "get_connection(settings.DELIVERY_EMAIL_BACKEND).send_messages([mail])"
    )
    with Tab(measured_site):
        wait_until(lambda: "collective_brain_sockets{" in get_metrics(measured_site)[1])
    metrics = get_metrics(measured_site)[1]
    existing = set(re.findall(r"^(collective_brain_\w+)", metrics, re.MULTILINE))
    used = set(re.findall(r"collective_brain_\w+", expressions))
    alerts = (ROOT / "deploy" / "alerts.yaml").read_text()
    alerting = set(re.findall(r"collective_brain_\w+", alerts))
    assert len(used) > 12 and used - existing == set()
    assert len(alerting) > 8 and alerting - existing == set()


def test_metrics_are_off_by_default(client, db, settings):
    assert settings.METRICS is False
    assert client.get("/metrics").status_code == 404
