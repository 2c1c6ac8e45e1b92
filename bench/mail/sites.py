"""A site on PostgreSQL and Redis. Its two workers send mail to an SMTP server of the check."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.served.clients import Client, sign_in
from bench.served.sites import ROOT, Site
from deploy import scale

WORKERS = 2
DOMAINS = 20  # of the addresses of the followers
# Nobody waits for mail, and a server that hangs costs a second.
FAST_MAIL = {
    "DJANGO_SETTINGS_MODULE": "bench.drills.drill_app.settings",
    "MAIL_WAIT": "0",
    "MAILS_A_DAY": "100000",
    "MAILS_A_MINUTE": "100000",
    "EMAIL_TIMEOUT": "1",
}
ADD_FOLLOWERS = """
from django.utils import timezone
from accounts.models import Member
from forum.following.models import ReadPosition
from forum.following.levels import Level, Reason
from forum.mail.models import MailSettings
from forum.topics.models import Topic
first = Member.objects.count()
members = Member.objects.bulk_create(
    Member(
        email=f"reader{{number}}@domain{{number % {domains}}}.example",
        handle=f"reader{{number}}",
        name=f"Reader {{number}}",
        community="practitioner",
        password="!",
        email_confirmed_at=timezone.now(),
    )
    for number in range(first, first + {count})
)
topic = Topic.objects.get(pk={topic})
chosen = {{"level": Level.WATCHING, "reason": Reason.CHOSEN, "read": topic.last_number}}
ReadPosition.objects.bulk_create(
    ReadPosition(topic=topic, member=member, **chosen) for member in members
)
MailSettings.objects.bulk_create(
    MailSettings(member=member, watched="at_once") for member in members
)
print(*[member.email for member in members])
"""
STATES = """
import json
from collections import Counter
from collective_brain.event_log.models import Event
from forum.mail.models import MailItem
states = Counter(MailItem.objects.values_list("state", flat=True))
counts = {
    "due": MailItem.objects.due().count(),
    "failed": MailItem.objects.failed().count(),
    "undone": Event.objects.unfinished().count(),
}
print(json.dumps(dict(states) | counts))
"""
RETRY_FAILED = """
from django.utils import timezone
from forum.mail.delivery.models import MailDomain
from forum.mail.models import MailItem
MailDomain.objects.update(waits_until=None)
MailItem.objects.failed().update(due_at=timezone.now(), error="")
"""
MAKE_DUE = """
from django.utils import timezone
from forum.mail.models import MailItem
MailItem.objects.waiting().update(due_at=timezone.now())
"""


class MailSite:
    """`site` serves pages without a worker; the workers are processes of their own."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def author(self) -> Client:
        [author] = sign_in(self.site, {})
        return author

    def add_followers(self, topic: int, count: int) -> list[str]:
        """The addresses of `count` new members who get each further post of the topic by mail."""
        code = ADD_FOLLOWERS.format(topic=topic, count=count, domains=DOMAINS)
        return self.site.shell(code).split()

    def states(self) -> dict[str, int]:
        """How many rows have each state, and what the workers have not tried yet."""
        counts: dict[str, int] = json.loads(self.site.shell(STATES).splitlines()[-1])
        return counts

    def pids(self) -> list[int]:
        return [worker.pid for worker in self.workers if worker.poll() is None]

    def keep_workers(self) -> None:
        """Start workers until there are WORKERS."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < WORKERS:
            self.workers.append(self._start_worker())

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            worker.wait(30)
        self.workers = []

    def make_due(self) -> None:
        """As if the pause after every failure had passed. No worker may run."""
        assert not self.pids(), "a mail that is being sent would be sent twice"
        self.site.shell(MAKE_DUE)

    def work_until_tried(self, *, within: float) -> None:
        """Run workers, and start those that die, until all mail is sent, or begun by a dead one.

        What the mail server refused is tried again without a pause.
        """
        deadline = time.monotonic() + within
        while (states := self.states())["undone"] or states["due"] or states["failed"]:
            assert time.monotonic() < deadline, f"{states}\n{self.log}"
            self.keep_workers()
            self.site.shell(RETRY_FAILED)
            time.sleep(0.3)

    @property
    def log(self) -> str:
        return (self.site.folder / "worker.log").read_text()[-3_000:]

    def _start_worker(self) -> subprocess.Popen[bytes]:
        with (self.site.folder / "worker.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "work"],
                cwd=ROOT,
                env=self.site.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def served(site: Site) -> Iterator[MailSite]:
    """Serve the pages of `site`, which was prepared."""
    mail_site = MailSite(site)
    try:
        site.start("--without-worker")
        yield mail_site
    finally:
        mail_site.stop_workers()
        site.close()


@contextmanager
def own_site(folder: Path, **env: Any) -> Iterator[MailSite]:
    """A site with a PostgreSQL and a Redis of its own."""
    stack = scale.Stack(folder)
    stack.create_database()
    stack.start_database()
    stack.start_redis()
    own = {name: stack.env[name] for name in ("DATABASE_URL", "REDIS_URL")}
    site = Site(folder / "var", {**own, **env})
    try:
        site.prepare(demo=False)
        with served(site) as mail_site:
            yield mail_site
    finally:
        stack.stop()
