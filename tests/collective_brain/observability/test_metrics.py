"""/metrics of the real site: what is counted, who may ask, and that it stays right over restarts."""

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


def ask(site, **headers) -> tuple[int, str]:
    asked = urllib.request.Request(f"{site.url}/metrics", headers=headers)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def figures(site, **headers) -> dict[str, float]:
    """Each sample by its name and labels, as they are written."""
    status, text = ask(site, **headers)
    assert status == 200
    return {
        f"{name}{{{labels}}}" if labels else name: float(value)
        for name, labels, value in SAMPLE.findall(text)
    }


@pytest.fixture(scope="module")
def measured(new_site):
    site = new_site(METRICS="1")
    site.start()
    yield site
    site.stop()


def get(site, path: str) -> None:
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(site.url + path).read()


def test_requests_and_their_queries_are_counted_by_view(measured):
    topic = measured.shell(
        "from forum.topics.models import Topic\nprint(Topic.objects.first().get_absolute_url())"
    )
    get(measured, topic)  # what is cached is cached now
    before = figures(measured)
    for path in (topic, topic, "/nowhere/"):
        get(measured, path)
    after = figures(measured)

    def more(name):
        return after[name] - before.get(name, 0)

    assert more('requests_total{method="GET",status="200",view="topics:topic"}') == 2
    assert more('requests_total{method="GET",status="404",view="none"}') == 1
    assert more('request_seconds_count{method="GET",view="topics:topic"}') == 2
    assert more('queries_count{view="topics:topic"}') == 2
    assert more('queries_sum{view="topics:topic"}') in (
        2,
        4,
        6,
    )  # as tests/forum/topics bounds them
    assert more('query_seconds_total{view="topics:topic"}') > 0


def test_an_invented_method_makes_no_figure_of_its_own(measured):
    asked = urllib.request.Request(f"{measured.url}/", method="INVENTED")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(asked)
    assert "INVENTED" not in ask(measured)[1]
    assert 'method="other"' in ask(measured)[1]


def test_tabs_and_frames_are_counted(measured):
    (writer,) = sign_in(measured, {})
    topic = f"topic:{writer.start_topic()}"
    sent = figures(measured).get("frames_sent_total", 0)
    with Tab(measured) as visitor, Tab(measured, writer.session) as member:
        visitor.listen(topic)
        member.listen(topic)
        writer.say(topic, "Counted.")
        visitor.wait_for("item", within=10)
        # Two answers to `listen`, the item twice; told a moment later.
        wait_until(lambda: figures(measured).get("frames_sent_total", 0) - sent >= 4)
        now = figures(measured)
        assert (now['sockets{who="member"}'], now['sockets{who="visitor"}']) == (1, 1)
        assert now['listening{kind="topic"}'] == 2
    wait_until(lambda: figures(measured)['sockets{who="visitor"}'] == 0)


def test_the_backlog_is_told(measured):
    now = figures(measured)
    assert {
        "events_waiting",
        "events_given_up",
        "tasks_waiting",
        "oldest_event_seconds",
    } <= now.keys()
    assert 0 <= now["worker_seen_seconds"] < 120


def test_mail_is_counted_whether_it_went_or_not(measured):
    before = figures(measured)
    measured.shell(
        "from django.core.mail import EmailMessage, get_connection\n"
        "EmailMessage('s', 'b', 'a@example.org', ['b@example.org']).send()\n"
        "from collective_brain.observability import metrics\n"
        "from django.test import override_settings\n"
        "with override_settings(COUNTED_EMAIL_BACKEND='django.core.mail.backends.smtp.EmailBackend', EMAIL_PORT=1):\n"
        "    try:\n"
        "        EmailMessage('s', 'b', 'a@example.org', ['b@example.org']).send()\n"
        "    except OSError:\n"
        "        pass\n"
    )
    after = figures(measured)
    for outcome in ("sent", "failed"):
        name = f'mail_total{{outcome="{outcome}"}}'
        assert after[name] - before.get(name, 0) == 1


def test_a_restart_keeps_the_sums_and_makes_no_more_files(new_site):
    site = new_site(METRICS="1")
    counts, files = [], []
    for _start in range(3):
        site.start()
        get(site, "/about/")
        counts.append(
            sum(value for name, value in figures(site).items() if name.startswith("requests_total"))
        )
        files.append(
            sorted(
                path.name for path in (site.folder / "metrics").iterdir() if "live" not in path.name
            )
        )
        site.kill()
    assert counts == sorted(counts) and counts[2] >= counts[0] + 2
    assert files[0] == files[2]


@pytest.mark.parametrize("its_slot", ["taken by another", "free"])
def test_tabs_of_a_killed_process_are_forgotten(new_site, its_slot):
    site = new_site(METRICS="1")
    site.start()
    with Tab(site):
        wait_until(lambda: figures(site).get('sockets{who="visitor"}') == 1)
        if its_slot == "free":
            site.shell(
                "from collective_brain.observability import metrics"
            )  # a process with a slot of its own
        site.kill()
    told = site.shell(
        "from collective_brain.observability import metrics\nprint(metrics.render_metrics().decode())"
    )
    assert "collective_brain_requests_total" in told
    assert "collective_brain_sockets" not in told


def test_who_came_through_a_proxy_finds_nothing(measured):
    status, text = ask(measured, **{"X-Forwarded-For": "127.0.0.1"})
    assert status == 404 and "collective_brain_" not in text


def test_with_a_token_only_who_has_it_is_told(new_site):
    site = new_site(METRICS_TOKEN="a-long-secret")
    site.start()
    try:
        assert ask(site)[0] == ask(site, Authorization="Bearer another")[0] == 404
        assert (
            ask(site, Authorization="Bearer a-long-secret", **{"X-Forwarded-For": "10.0.0.1"})[0]
            == 200
        )
    finally:
        site.stop()


def test_the_dashboard_names_only_what_is_told(measured):
    board = json.loads((ROOT / "deploy" / "grafana.json").read_text())
    asked = " ".join(
        target["expr"] for panel in board["panels"] for target in panel.get("targets", [])
    )
    get(measured, "/")
    measured.shell(
        "from django.core.mail import send_mail\nsend_mail('s', 'b', 'a@example.org', ['b@example.org'])"
    )
    with Tab(measured):
        wait_until(lambda: "collective_brain_sockets{" in ask(measured)[1])
    told = set(re.findall(r"^(collective_brain_\w+)", ask(measured)[1], re.MULTILINE))
    named = set(re.findall(r"collective_brain_\w+", asked))
    assert len(named) > 12 and named - told == set()


def test_it_is_off_by_default(client, db, settings):
    assert settings.METRICS is False
    assert client.get("/metrics").status_code == 404
