"""Pages from a replica.

The replica here is a copy that receives no changes, so that a page shows where it comes from.
"""

import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import transaction

from bench.served.clients import sign_in
from bench.served.sites import Site, free_port, wait_until
from collective_brain.database import replica
from forum.topics.models import Topic
from tests.databases import create_database, drop_database, fresh_postgres_url, name_in

REPLICA_AFTER = 15  # seconds; enough for a busy machine
served = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.xdist_group("replica"),
    pytest.mark.drill("replica", 153),
]


@pytest.fixture(scope="module")
def pair(new_site, redis_url):
    """Two processes of one site. Their replica still has the old titles of topics."""
    for url in fresh_postgres_url():
        first = new_site(
            DATABASE_URL=url,
            REDIS_URL=redis_url,
            REPLICA_AFTER=str(REPLICA_AFTER),
            DATABASE_POOL="4",
        )
        first.env["REPLICA_URL"] = copy_database(url)
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
        drop_database(name_in(first.env["REPLICA_URL"]))


def copy_database(url: str) -> str:
    copy = url + "_replica"
    create_database(name_in(copy), name_in(url))
    return copy


def get_page(site, path: str, session: str = "") -> str:
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    return (
        urllib.request.urlopen(urllib.request.Request(site.url + path, headers=headers))
        .read()
        .decode()
    )


def is_from_primary(text: str) -> bool:
    return "As the primary has it" in text


@pytest.fixture(scope="module")
def theme(pair):
    """The newest posts of a theme. The page cache reads what it keeps from the primary."""
    return pair[0].shell(
        "from forum.topics.models import Topic\n"
        "print(Topic.objects.get(pk=1).theme.get_absolute_url() + 'posts/')"
    )


@pytest.fixture(scope="module")
def member(pair, theme):
    """A member who has not written for a long time."""
    member = sign_in(pair[0], {})[0]
    get_page(pair[0], theme, member.session)  # stores when they were last seen
    forget_writes(pair[0], member)
    return member


def forget_writes(site, member) -> None:
    """Continue as if REPLICA_AFTER seconds had passed."""
    site.shell(f"from django.core.cache import cache\ncache.delete('wrote:{member.member}')")


class TestServed:
    pytestmark = served

    def test_a_visitor_reads_the_replica(self, pair, theme):
        assert not is_from_primary(get_page(pair[0], theme))

    def test_members_read_their_own_words_in_every_process_and_the_replica_later(
        self, pair, theme, member
    ):
        forget_writes(pair[0], member)
        wait_until(lambda: not is_from_primary(get_page(pair[0], theme, member.session)))
        member.send_or_fail("topic:1", "My own words.")
        for site in pair:
            assert is_from_primary(get_page(site, theme, member.session))
        assert not is_from_primary(get_page(pair[0], theme))  # visitors still read the replica
        wait_until(
            lambda: not is_from_primary(get_page(pair[1], theme, member.session)),
            within=3 * REPLICA_AFTER,
        )

    def test_a_moved_read_position_counts_as_a_write(self, pair, theme, member):
        forget_writes(pair[0], member)
        wait_until(lambda: not is_from_primary(get_page(pair[0], theme, member.session)))
        get_page(pair[0], urlsplit(pair[0].shell(LAST_TOPIC)).path, member.session)
        assert is_from_primary(get_page(pair[1], theme, member.session))

    def test_a_topic_that_the_replica_lacks_is_no_404(self, pair, member):
        topic = member.start_topic("Quicker than the replica")
        assert "Quicker than the replica" in get_page(
            pair[1], f"/topics/{topic}/quicker-than-the-replica/"
        )
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get_page(pair[0], "/topics/999999/none/")

    def test_catch_up_reads_the_primary(self, pair, member):
        member.send_or_fail("topic:2", "Caught up with.")
        assert "Caught up with." in get_page(pair[0], "/live/topic:2/?since=0")

    def test_a_cached_page_for_visitors_comes_from_the_primary(self, pair):
        address = pair[0].shell(LAST_TOPIC)
        with psycopg.connect(pair[0].env["DATABASE_URL"], autocommit=True) as primary:
            primary.execute("UPDATE accounts_member SET name = 'The new name'")
        assert "The new name" in get_page(pair[0], urlsplit(address).path)

    def test_commands_and_the_worker_read_the_primary(self, pair):
        assert (
            pair[0].shell("from forum.topics.models import Topic\nprint(Topic.objects.all().db)")
            == "default"
        )

    def test_pages_come_from_the_primary_while_the_replica_is_down(self, pair, theme):
        site = Site(pair[0].folder, {n: v for n, v in pair[0].env.items() if n != "PORT"})
        site.env["REPLICA_URL"] = f"postgres://postgres@127.0.0.1:{free_port()}/none"
        site.start("--without-worker")
        try:
            assert is_from_primary(get_page(site, theme))
            began = time.monotonic()
            assert is_from_primary(get_page(site, theme))
            assert (
                time.monotonic() - began < replica.RETRY_SECONDS
            )  # the site does not retry at once
        finally:
            site.close()


LAST_TOPIC = """
from forum.topics.models import Topic
topics = Topic.objects.filter(title="As the primary has it", theme__reading_group=None)
print(topics.order_by("-pk").first().get_absolute_url())
"""


@pytest.mark.django_db(transaction=True)
def test_transactions_and_writes_use_the_primary():
    router = replica.ReplicaRouter()
    token = replica._use_replica.set(True)
    try:
        assert router.db_for_read(Topic) == "replica"
        assert router.db_for_write(Topic) == "default"
        with transaction.atomic():
            assert router.db_for_read(Topic) == "default"
        with replica.read_from_primary():
            assert router.db_for_read(Topic) == "default"
    finally:
        replica._use_replica.reset(token)


def test_without_the_setting_nothing_changes(settings):
    assert "replica" not in settings.DATABASES
    assert settings.DATABASE_ROUTERS == []
    assert "collective_brain.database.replica.ReplicaMiddleware" not in settings.MIDDLEWARE


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT 1", False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ("\n    SELECT topic.id\n    FROM topics_topic topic", False),
        ("UPDATE topics_topic SET pinned = true", True),
        ("INSERT INTO following_position (member_id) VALUES (1)", True),
    ],
)
def test_only_statements_that_change_something_count_as_writes(sql, writes):
    detector = replica.WriteDetector()
    detector(lambda *_: None, sql)
    assert detector.has_written is writes
