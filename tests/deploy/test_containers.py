"""deploy/compose.yaml and the Dockerfile are valid and serve the site.

No container runs here. container_checks.py executes the instructions of the Dockerfile and starts
the services as processes with their own networks, files and rights, on a copy of this machine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from deploy.scale import missing_packages
from tests.deploy.wheels import environment_without_network

ROOT = Path(settings.BASE_DIR)
COMPOSE = ROOT / "deploy" / "compose.yaml"
ON_FRESH_MACHINE = str(ROOT / "tests" / "deploy" / "on_fresh_machine.sh")
needs_root = pytest.mark.skipif(
    os.getuid() != 0 or bool(missing_packages()) or not shutil.which("caddy"),
    reason="needs root, PostgreSQL, Redis and Caddy: apt-get install caddy; .ci/run does it",
)
in_containers = pytest.mark.drill("containers", 156)
pytestmark = pytest.mark.xdist_group("containers")


@pytest.fixture(scope="module")
def services():
    return YAML(typ="safe").load(COMPOSE.read_text())["services"]


@pytest.fixture(scope="module")
def answers():
    """What the checks of container_checks.py printed."""
    done = subprocess.run(
        [ON_FRESH_MACHINE, sys.executable, "-m", "tests.deploy.container_checks"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment_without_network(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_file_follows_the_compose_specification():
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_sample_names_every_variable_and_no_other():
    sample = (ROOT / "deploy" / "compose.env").read_text()
    named = set(re.findall(r"^([A-Z_]+)=", sample, re.MULTILINE))
    assert set(re.findall(r"\$\{(\w+)", COMPOSE.read_text())) == named


def test_every_image_from_elsewhere_has_a_digest(services):
    images = {service["image"] for service in services.values()} - {"collective-brain"}
    lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
    images |= {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert len(images) == 4
    assert [image for image in images if not re.search(r"@sha256:[0-9a-f]{64}$", image)] == []


def test_no_secret_reaches_an_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", ".venv", "var", "**/.env", "**/*.env"} <= set(ignored)


def test_every_service_has_the_protections_and_limits(services):
    required = {
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }
    for name, service in services.items():
        assert required.items() <= service.items(), name
        assert service["mem_limit"], name
        assert service["logging"]["options"]["max-size"], name
        assert service["restart"] == ("no" if name == "prepare" else "unless-stopped")
        assert "healthcheck" in service or name == "pages", name  # the Dockerfile has one


def test_only_the_proxy_has_a_capability_and_can_be_reached(services):
    assert {name for name, service in services.items() if "cap_add" in service} == {"front"}
    assert {name for name, service in services.items() if "ports" in service} == {"front"}
    assert "inside" not in services["front"]["networks"]
    for name in ("database", "redis", "cache"):
        assert services[name]["networks"] == ["inside"]


def test_only_the_database_knows_the_password_of_its_superuser(services):
    assert [name for name in services if "POSTGRES_PASSWORD" in str(services[name])] == ["database"]


def test_the_redis_of_counters_evicts_nothing(services):
    assert "maxmemory-policy noeviction" in str(services["redis"]["command"])
    assert "maxmemory-policy allkeys-lru" in str(services["cache"]["command"])


@pytest.mark.skipif(
    not shutil.which("caddy"), reason="Caddy is missing: apt-get install caddy; .ci/run does it"
)
def test_caddy_understands_its_file():
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"]
    env = {"PATH": os.environ["PATH"], "HOME": "/tmp", "SITE_NAME": "brain.example.org"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@needs_root
@in_containers
def test_the_site_is_served_over_https_with_all_its_parts(answers):
    page = answers["home page"]
    assert page["status"] == 200
    assert "Collective Brain" in page["text"]
    assert page["headers"]["strict-transport-security"].startswith("max-age=31536000")
    assert answers["ready"]["status"] == 200, answers["ready"]["text"]


@needs_root
@in_containers
def test_plain_http_is_redirected(answers):
    assert answers["plain http"]["status"] == 308
    assert answers["plain http"]["headers"]["location"] == "https://localhost/themes/"


@needs_root
@in_containers
def test_cookies_are_sent_over_https_only(answers):
    assert "; Secure" in answers["sign-in page"]["headers"]["set-cookie"]


@needs_root
@in_containers
def test_metrics_are_not_passed_on(answers):
    assert answers["metrics"] == 404


@needs_root
@in_containers
def test_files_and_translations_come_from_the_image(answers):
    assert answers["stylesheet"]["status"] == 200
    assert answers["stylesheet"]["headers"]["content-encoding"] == "br"
    assert "immutable" in answers["stylesheet"]["headers"]["cache-control"]
    assert answers["spanish title"].startswith("Ayuda")


@needs_root
@in_containers
def test_the_site_writes_into_its_volumes_only(answers):
    assert answers["written places"] == {
        "/srv/collective-brain": False,
        "/etc": False,
        "/usr/local": False,
        "/tmp": True,
        "/var/lib/collective-brain": True,
    }


@needs_root
@in_containers
def test_the_database_user_is_no_superuser(answers):
    assert answers["database rights"] == "False False False"


@needs_root
@in_containers
def test_sessions_and_counts_are_in_different_redis_servers(answers):
    keys = answers["redis keys"]
    assert "test:session" in keys["cache"]
    assert "test:session" not in keys["redis"]
    assert "test:count" in keys["redis"]
    assert "search:" in keys["redis"]


@needs_root
@in_containers
def test_redis_answers_nobody_without_the_password(answers):
    assert answers["redis without a password"].startswith("NOAUTH")


@needs_root
@in_containers
def test_no_secret_is_in_a_command_line(answers):
    assert answers["secrets in command lines"] == []


@needs_root
@in_containers
def test_the_worker_can_write_a_backup(answers):
    assert answers["backup"] == 0


@needs_root
@in_containers
def test_tabs_connect_while_a_socket_server_restarts(answers):
    assert answers["socket answers"] == ["listening", "listening"]


@needs_root
@in_containers
def test_a_page_waits_while_the_pages_restart(answers):
    assert answers["pages restart"]["status"] == 200
