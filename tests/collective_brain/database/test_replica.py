"""Pages from a replica: two databases, the second a copy that hears nothing, so whoever reads it can be told."""

import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import transaction
from psycopg import sql

from bench.served.clients import sign_in
from bench.served.sites import Site, free_port, wait_until
from collective_brain.database import replica
from forum.topics.models import Topic
from tests.databases import fresh_postgres_url

AFTER = 15  # seconds; two busy cores
served = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.xdist_group("replica")]


@pytest.fixture(scope="module")
def pair(new_site, redis_url):
    """Two processes of one site, whose replica is as the site was before anybody came; and a page of it."""
    for url in fresh_postgres_url():
        first = new_site(
            DATABASE_URL=url, REDIS_URL=redis_url, REPLICA_AFTER=str(AFTER), DATABASE_POOL="4"
        )
        first.env["REPLICA_URL"] = copy_of(url)
        second = Site(
            first.folder, {name: value for name, value in first.env.items() if name != "PORT"}
        )
        for site in (first, second):
            site.start("--without-worker")
        with psycopg.connect(url, autocommit=True) as primary:
            primary.execute(
                "UPDATE topics_topic SET title = 'As the primary has it', last_mark = last_mark + 1"
            )
        yield first, second
        for site in (first, second):
            site.close()
        drop(first.env["REPLICA_URL"])


def copy_of(url: str) -> str:
    copied = url + "_replica"
    with psycopg.connect(server(url), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(name, (copied, url)))
        )
    return copied


def drop(url: str) -> None:
    with psycopg.connect(server(url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name(url)))


def name(url: str) -> sql.Identifier:
    return sql.Identifier(urlsplit(url).path[1:])


def server(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


def page(site, path: str, session: str = "") -> str:
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    return (
        urllib.request.urlopen(urllib.request.Request(site.url + path, headers=headers))
        .read()
        .decode()
    )


def is_new(text: str) -> bool:
    return "As the primary has it" in text


@pytest.fixture(scope="module")
def theme(pair):
    return pair[0].shell(
        "from forum.topics.models import Topic\nprint(Topic.objects.get(pk=1).theme.get_absolute_url())"
    )


@pytest.fixture(scope="module")
def member(pair, theme):
    """Who has written nothing for long."""
    member = sign_in(pair[0], {})[0]
    page(pair[0], theme, member.session)  # when they were last here is noted
    rest(pair[0], member)
    return member


def rest(site, member) -> None:
    """As if AFTER seconds had passed."""
    site.shell(f"from django.core.cache import cache\ncache.delete('wrote:{member.member}')")


class TestServed:
    pytestmark = served

    def test_a_visitor_reads_the_replica(self, pair, theme):
        assert not is_new(page(pair[0], theme))

    def test_a_member_reads_their_own_words_in_every_process_and_the_replica_later(
        self, pair, theme, member
    ):
        rest(pair[0], member)
        wait_until(
            lambda: not is_new(page(pair[0], theme, member.session))
        )  # a busy machine's replica may be late at first
        member.say("topic:1", "My own words.")
        for site in pair:
            assert is_new(page(site, theme, member.session))
        assert not is_new(page(pair[0], theme))  # others go on as they were
        wait_until(lambda: not is_new(page(pair[1], theme, member.session)), within=3 * AFTER)

    def test_a_position_that_a_page_moved_counts_as_written(self, pair, theme, member):
        rest(pair[0], member)
        wait_until(lambda: not is_new(page(pair[0], theme, member.session)))
        page(pair[0], urlsplit(pair[0].shell(LAST_TOPIC)).path, member.session)
        assert is_new(page(pair[1], theme, member.session))

    def test_what_the_replica_does_not_know_yet_is_no_404(self, pair, member):
        topic = member.start_topic("Quicker than the replica")
        assert "Quicker than the replica" in page(
            pair[1], f"/topics/{topic}/quicker-than-the-replica/"
        )
        with pytest.raises(urllib.error.HTTPError, match="404"):
            page(pair[0], "/topics/999999/none/")

    def test_catching_up_asks_the_primary(self, pair, member):
        member.say("topic:2", "Caught up with.")
        assert "Caught up with." in page(pair[0], "/live/topic:2/?since=0")

    def test_a_page_that_is_kept_for_visitors_is_made_from_the_primary(self, pair):
        address = pair[0].shell(LAST_TOPIC)
        with psycopg.connect(pair[0].env["DATABASE_URL"], autocommit=True) as primary:
            primary.execute("UPDATE accounts_member SET name = 'The new name'")
        assert "The new name" in page(pair[0], urlsplit(address).path)

    def test_commands_and_the_worker_ask_the_primary(self, pair):
        assert (
            pair[0].shell("from forum.topics.models import Topic\nprint(Topic.objects.all().db)")
            == "default"
        )

    def test_a_replica_that_is_away_is_done_without(self, pair, theme):
        alone = Site(pair[0].folder, {n: v for n, v in pair[0].env.items() if n != "PORT"})
        alone.env["REPLICA_URL"] = f"postgres://postgres@127.0.0.1:{free_port()}/none"
        alone.start("--without-worker")
        try:
            assert is_new(page(alone, theme))
            began = time.monotonic()
            assert is_new(page(alone, theme))
            assert time.monotonic() - began < replica.RETRY_SECONDS  # it is not asked again at once
        finally:
            alone.close()


LAST_TOPIC = """
from forum.topics.models import Topic
print(Topic.objects.filter(title="As the primary has it").order_by("-pk").first().get_absolute_url())
"""


@pytest.mark.django_db(transaction=True)
def test_a_transaction_and_what_will_be_changed_are_the_primarys():
    asked = replica.ReplicaRouter()
    late = replica._use_replica.set(True)
    try:
        assert asked.db_for_read(Topic) == "replica"
        assert asked.db_for_write(Topic) == "default"
        with transaction.atomic():
            assert asked.db_for_read(Topic) == "default"
        with replica.read_from_primary():
            assert asked.db_for_read(Topic) == "default"
    finally:
        replica._use_replica.reset(late)


def test_without_the_setting_nothing_changes(settings):
    assert "replica" not in settings.DATABASES
    assert settings.DATABASE_ROUTERS == []
    assert "collective_brain.database.replica.ReplicaMiddleware" not in settings.MIDDLEWARE
