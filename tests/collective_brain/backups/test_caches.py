"""After a restore, nobody sees a text that was written after the backup."""

import pytest

from tests.collective_brain.backups import sites

pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.redis]
SHOW = """
from django.test import Client
from forum.topics.models import Topic
topic = Topic.objects.get(title="Kept topic")
print(Client(SERVER_NAME="localhost").get(topic.get_absolute_url()).content.decode())
"""
WRITE = """
from tests import factories as make
from forum.topics.models import Topic
topic = Topic.objects.get(title="Kept topic")
make.post(topic, topic.author, "{text}")
"""


@pytest.fixture
def site(new_site, redis_url):
    return new_site(demo=False, REDIS_URL=redis_url)


def test_a_process_that_ran_before_the_restore_shows_no_lost_text(tmp_path, site):
    """The lost post and the new one have the same number, and the process has cached the first."""
    site.shell(sites.WRITE_SOMETHING.format(replies=1))
    site.shell(SHOW)
    sites.run(site, "backup", str(tmp_path / "site.tar.gz"))
    site.shell(WRITE.format(text="This text will be lost."))
    assert "This text will be lost." in site.shell(SHOW)
    options = ["--replace", "--without-secrets"]
    code, printed = sites.run_in_process(site, "restore", str(tmp_path / "site.tar.gz"), *options)
    assert code == 0, printed
    assert "This text will be lost." not in site.shell(SHOW)
    site.shell(WRITE.format(text="This text is new."))
    page = site.shell(SHOW)
    assert "This text is new." in page
    assert "This text will be lost." not in page


def test_a_restore_empties_the_shared_cache(tmp_path, site):
    sites.run(site, "backup", str(tmp_path / "site.tar.gz"))
    site.shell("from django.core.cache import cache; cache.set('session', 'of a lost member')")
    sites.run(site, "restore", str(tmp_path / "site.tar.gz"), "--without-secrets")
    assert site.shell("from django.core.cache import cache; print(cache.get('session'))") == (
        "None"
    )
