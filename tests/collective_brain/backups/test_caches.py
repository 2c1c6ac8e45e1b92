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


CATCH_UP = """
from django.test import Client
from forum.topics.models import Topic
topic = Topic.objects.get(title="Kept topic")
page = Client(SERVER_NAME="localhost").get(f"/live/topic:{topic.pk}/", {"since": __SINCE__})
print([item["html"] for item in page.json()["items"]])
"""
LAST_MARK = "from forum.topics.models import Topic; print(Topic.objects.get().last_mark)"


def test_an_open_page_that_showed_a_lost_text_gets_the_next_one(tmp_path, site):
    """Its change mark is that of the lost text. The next text needs a higher one."""
    site.shell(sites.WRITE_SOMETHING.format(replies=1))
    sites.run(site, "backup", str(tmp_path / "site.tar.gz"))
    site.shell(WRITE.format(text="This text will be lost."))
    mark = site.shell(LAST_MARK)
    options = ["--replace", "--without-secrets"]
    sites.run(site, "restore", str(tmp_path / "site.tar.gz"), *options)
    site.shell(WRITE.format(text="This text is new."))
    assert "This text is new." in site.shell(CATCH_UP.replace("__SINCE__", mark))


def test_a_restore_empties_the_shared_cache(tmp_path, site):
    sites.run(site, "backup", str(tmp_path / "site.tar.gz"))
    site.shell("from django.core.cache import cache; cache.set('session', 'of a lost member')")
    sites.run(site, "restore", str(tmp_path / "site.tar.gz"), "--without-secrets")
    assert site.shell("from django.core.cache import cache; print(cache.get('session'))") == (
        "None"
    )
