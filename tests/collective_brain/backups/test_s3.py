"""Backups in storage that speaks S3: a real server by moto, over HTTP."""

import subprocess
import sys
import urllib.request
from contextlib import suppress

import pytest

from bench.served.sites import free_port, wait_until
from tests.collective_brain.backups import sites

pytestmark = pytest.mark.xdist_group("backups")


@pytest.fixture(scope="module")
def storage():
    """The environment variables of a storage with the bucket "brain"."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        wait_until(lambda: created_bucket(url), within=60)
        yield {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "hush-hush",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": url,
            "AWS_ALLOW_HTTP": "true",
        }
        server.kill()


def created_bucket(url: str) -> bool:
    with suppress(OSError):
        request = urllib.request.Request(f"{url}/brain", method="PUT")
        return urllib.request.urlopen(request).status == 200
    return False


NAMES = """
from collective_brain.backups.places import open_place
print(*open_place("s3://brain/site").names())
"""


@pytest.fixture
def site(new_site, storage):
    site = new_site(demo=False, **storage)
    site.shell(sites.WRITE_SOMETHING.format(replies=2))
    return site


def test_a_backup_goes_to_the_storage_and_comes_back(site, storage, tmp_path):
    printed = sites.run(site, "backup", "s3://brain/site/")
    assert "Wrote and verified s3://brain/site/collective-brain-" in printed
    [name] = site.shell(NAMES).split()
    with sites.empty_site("sqlite", tmp_path / "other", **storage) as other:
        printed = sites.run(other, "restore", f"s3://brain/site/{name}")
        assert "every count is right" in printed
        assert other.shell(sites.COUNT) == site.shell(sites.COUNT)


def test_old_backups_are_deleted_from_the_storage(site):
    for _twice in range(2):
        sites.run(site, "backup", "s3://brain/site/", "--keep", "1d")
    assert len(site.shell(NAMES).split()) == 1


def test_a_missing_backup_is_named(site):
    printed = sites.run(site, "restore", "s3://brain/site/none.tar.gz", "--replace")
    assert "CommandError: The storage does not have it" in printed


def test_a_missing_bucket_is_named_and_leaves_nothing_behind(site):
    printed = sites.run(site, "backup", "s3://nobody/site/")
    assert "CommandError: The storage" in printed
    assert [path.name for path in (site.folder / "backup-work").glob(".backup-work*")] == []
