"""Sites with backups written and restored by the real commands, on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.served.sites import ROOT, Site
from tests.databases import fresh_postgres_url

WRITE_SOMETHING = """
from tests import factories as make
from forum.topics import actions
author = make.member("keeper")
topic = make.topic(author, title="Kept topic")
for number in range({replies}):
    post = make.post(topic, author, f"Reply {{number}}.")
room = make.room(topic)
make.message(room, author)
"""
COUNT = """
from accounts.models import Member
from forum.topics.models import Post, Topic
print(Member.objects.count(), Topic.objects.count(), Post.objects.count())
"""


@contextmanager
def empty_site(kind: str, folder: Path, **env: str) -> Iterator[Site]:
    """A site without a table. kind: sqlite or postgres."""
    (folder / "static").mkdir(parents=True, exist_ok=True)
    urls = fresh_postgres_url() if kind == "postgres" else iter([""])
    url = next(urls)
    site = Site(folder, env | ({"DATABASE_URL": url} if url else {}))
    try:
        yield site
    finally:
        site.close()
        next(urls, None)


def migrate(site: Site) -> None:
    site.manage("migrate", "--verbosity=0")


RUN = """
import os
from django.core.management import CommandError, call_command
os.environ.update({env!r})
try:
    call_command(*{arguments!r})
except CommandError as error:
    print("CommandError:", error)
for name in {env!r}:
    del os.environ[name]
"""


def run(site: Site, *arguments: str, **env: str) -> str:
    """Run `manage.py ARGUMENTS` and return what it prints. A failure begins with CommandError."""
    return site.shell(RUN.format(arguments=arguments, env=env))


def run_in_process(site: Site, *arguments: str) -> tuple[int, str]:
    """Run `manage.py ARGUMENTS` in its own process; return the exit code and the output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=site.env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def close_shell(site: Site) -> None:
    """End the process that holds a connection to the database."""
    if site._site_shell:
        site._site_shell.close()
        site._site_shell = None
