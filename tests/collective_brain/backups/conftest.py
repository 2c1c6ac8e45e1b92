import pytest

from tests.collective_brain.backups import sites

PASSPHRASE = "correct horse battery"


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def kind(request):
    return request.param


@pytest.fixture(scope="session")
def site(kind, tmp_path_factory):
    """A site with a topic of four posts and an upload."""
    secrets = {"EMAIL_URL": "smtp://robot:hush-hush@mail.example.org:25", "METRICS": "1"}
    with sites.empty_site(kind, tmp_path_factory.mktemp("site"), **secrets) as site:
        sites.migrate(site)
        site.shell(sites.WRITE_SOMETHING.format(replies=3))
        (site.folder / "uploads" / "2026").mkdir(parents=True)
        (site.folder / "uploads" / "2026" / "map.png").write_bytes(b"a map")
        yield site


@pytest.fixture(scope="session")
def backup(site, tmp_path_factory):
    """The path of a backup of `site` with secrets."""
    path = tmp_path_factory.mktemp("backups") / "site.tar.gz"
    printed = sites.run(site, "backup", str(path), BACKUP_PASSPHRASE=PASSPHRASE)
    assert "Wrote and verified" in printed
    return path


@pytest.fixture
def other_site(kind, tmp_path):
    """An empty site to restore to."""
    with sites.empty_site(kind, tmp_path / "other") as site:
        yield site
