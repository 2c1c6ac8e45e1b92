"""Build the image, start the services of compose.yaml, use the site, and print its answers.

Usage: on_fresh_machine.sh python -m tests.deploy.container_checks
"""

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

from websockets.sync.client import connect

from bench.drills.sites import CREATE_TOPIC
from deploy.scale import find_program
from tests.deploy import dockerfile
from tests.deploy.compose_services import VOLUMES, Services

ROOT = Path(__file__).resolve().parents[2]
SITE_NAME = "localhost"  # Caddy makes its own certificate for this name, as for no other
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "DATABASE_PASSWORD", "REDIS_PASSWORD")


def main() -> None:
    prepare_machine()
    variables = filled_in((ROOT / "deploy" / "compose.env").read_text())
    image = dockerfile.build(ROOT / "deploy" / "Dockerfile", ROOT)
    services = Services(ROOT / "deploy" / "compose.yaml", variables, image, os.environ["PATH"])
    services.create_networks()
    services.start_all()
    answers = {name: check(services) for name, check in CHECKS.items()}
    print(json.dumps(answers), file=sys.__stdout__)


def prepare_machine() -> None:
    """Stand in for the images: `python`, PostgreSQL's programs, and the owner of its folder."""
    Path("/usr/local/bin/python").unlink(missing_ok=True)
    Path("/usr/local/bin/python").symlink_to("/usr/bin/python3")
    folder = Path(find_program("initdb")).parent
    os.environ["PATH"] = f"/usr/local/bin:{folder}:/usr/sbin:/usr/bin:/sbin:/bin"
    data = "/var/lib/postgresql/data"
    subprocess.run(["rm", "-rf", data], check=True)
    subprocess.run(["install", "-d", "-o", "postgres", "-m", "700", data], check=True)


def filled_in(sample: str) -> dict[str, str]:
    """Return the variables of the sample file with secrets, as an administrator fills them in."""
    variables = dict(re.findall(r"^([A-Z_]+)=(.*)$", sample, re.MULTILINE))
    assert [name for name, value in variables.items() if not value] == list(SECRETS)
    return variables | {name: os.urandom(32).hex() for name in SECRETS} | {"SITE_NAME": SITE_NAME}


def get(services: Services, path: str, *, port: int = 443, language: str = "en") -> dict[str, Any]:
    connection = http.client.HTTPConnection(SITE_NAME, port, timeout=40)
    connection.sock = socket.create_connection((services.addresses["front"], port), timeout=40)
    if port == 443:
        connection.sock = trusted(services).wrap_socket(connection.sock, server_hostname=SITE_NAME)
    headers = {"Host": SITE_NAME, "Accept-Encoding": "br", "Accept-Language": language}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    received = {name.lower(): value for name, value in answer.getheaders()}
    return {"status": answer.status, "headers": received, "text": body.decode(errors="replace")}


def trusted(services: Services) -> ssl.SSLContext:
    """Trust the certificates that Caddy makes, and no others."""
    authority = VOLUMES / "certificates" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    return ssl.create_default_context(cafile=authority)


def open_socket(services: Services) -> Any:
    raw = socket.create_connection((services.addresses["front"], 443), timeout=10)
    return connect(
        f"wss://{SITE_NAME}/live/",
        sock=raw,
        ssl=trusted(services),
        server_hostname=SITE_NAME,
        origin=cast(Any, f"https://{SITE_NAME}"),
    )


def stylesheet(services: Services) -> dict[str, Any]:
    page = get(services, "/")["text"]
    return get(services, page.split('rel="stylesheet" href="')[1].split('"')[0])


def spanish_title(services: Services) -> str:
    page = get(services, "/help/", language="es")["text"]
    return page.partition("<title>")[2].partition("</title>")[0]


def create_topic(services: Services) -> None:
    command = ["python", "manage.py", "shell", "--no-imports", "-c", CREATE_TOPIC]
    done = services.execute("pages", command)
    assert done.returncode == 0, done.stderr


def socket_answers(services: Services) -> list[str]:
    """The answers to a tab before and after the restart of each socket server in turn."""
    create_topic(services)
    answers = []
    for name in ("sockets-1", "sockets-2"):
        with open_socket(services) as tab:
            tab.send(json.dumps({"listen": "topic:1", "language": "en"}))
            answers.append(json.loads(tab.recv(timeout=10))["type"])
        services.restart(name)
    return answers


def pages_while_they_restart(services: Services) -> dict[str, Any]:
    """Ask for a page at once after the pages have been stopped."""
    services.processes["pages"].terminate()
    services.processes.pop("pages").wait()
    services.start("pages")
    start = time.monotonic()
    return {"status": get(services, "/")["status"], "seconds": time.monotonic() - start}


def written_places(services: Services) -> dict[str, bool]:
    """Which places the site can write."""
    places = ("/srv/collective-brain", "/etc", "/usr/local", "/tmp", "/var/lib/collective-brain")
    return {
        place: services.execute("pages", ["touch", f"{place}/written"]).returncode == 0
        for place in places
    }


def database_rights(services: Services) -> str:
    code = (
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles "
        "WHERE rolname = current_user')\n"
        "    print(*cursor.fetchone())"
    )
    command = ["python", "manage.py", "shell", "--no-imports", "-c", code]
    done = services.execute("pages", command)
    return done.stdout.strip() or done.stderr[-500:]


def keys_in(services: Services, name: str) -> str:
    script = 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli --scan'
    return services.execute(name, ["sh", "-c", script]).stdout


def cached_and_counted(services: Services) -> dict[str, str]:
    code = (
        "from django.core.cache import caches\n"
        "caches['sessions'].set('test:session', 1, 60)\n"
        "caches['default'].set('test:count', 1, 60)"
    )
    services.execute("pages", ["python", "manage.py", "shell", "--no-imports", "-c", code])
    get(services, "/search/?q=one")
    return {name: keys_in(services, name) for name in ("redis", "cache")}


def answer_without_password(services: Services) -> str:
    return services.execute("redis", ["redis-cli", "ping"]).stdout.strip()


def command_lines(services: Services) -> str:
    pids = (str(process.pid) for process in services.processes.values())
    return " ".join(
        Path(f"/proc/{pid}/cmdline").read_text() for pid in pids if Path(f"/proc/{pid}").exists()
    )


CHECKS = {
    "home page": lambda services: get(services, "/"),
    "plain http": lambda services: get(services, "/themes/", port=80),
    "ready": lambda services: get(services, "/readyz"),
    "metrics": lambda services: get(services, "/metrics")["status"],
    "sign-in page": lambda services: get(services, "/accounts/login/"),
    "stylesheet": stylesheet,
    "spanish title": spanish_title,
    "written places": written_places,
    "database rights": database_rights,
    "redis keys": cached_and_counted,
    "redis without a password": answer_without_password,
    "secrets in command lines": lambda services: [
        name
        for name in SECRETS
        if (value := services.variables[name]) in command_lines(services) and value
    ],
    "backup": lambda services: (
        services.execute(
            "worker-1", ["python", "manage.py", "backup", "/var/backups/collective-brain/"]
        ).returncode
    ),
    "socket answers": socket_answers,
    "pages restart": pages_while_they_restart,
}

if __name__ == "__main__":
    main()
