"""`manage.py upgrade` backs up, checks and migrates, in this order, or changes nothing."""

import tarfile
from pathlib import Path

import pytest
from django.conf import settings

# Few migrations depend on the newest one of search, so that to go back is quick.
*_, BEFORE, NEWEST = sorted(
    path.stem for path in Path(settings.BASE_DIR, "forum/search/migrations").glob("0*.py")
)
IS_MIGRATED = (
    "from django.db import connection\n"
    "from django.db.migrations.recorder import MigrationRecorder\n"
    f"print(('search', '{NEWEST}') in MigrationRecorder(connection).applied_migrations())"
)


pytestmark = [pytest.mark.xdist_group("upgrades"), pytest.mark.drill("upgrade", 33)]


@pytest.fixture(scope="module")
def old_site(new_site):
    """A site with the database of the release before, until a test upgrades it.

    To go back in the migrations takes seconds, so the upgrades that change nothing come first.
    """
    site = new_site(demo=False)
    site.manage("migrate", "search", BEFORE, "--verbosity=0")
    return site


def test_an_upgrade_without_a_place_for_the_backup_changes_nothing(old_site):
    with pytest.raises(AssertionError, match="Nothing was changed. Set BACKUP_FOLDER"):
        old_site.manage("upgrade")
    assert old_site.shell(IS_MIGRATED) == "False"


def test_an_upgrade_whose_backup_fails_changes_nothing(old_site, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(AssertionError, match="Backup failed: .*\nNothing was changed"):
        old_site.manage("upgrade", f"--backup-to={tmp_path}/file/folder")
    assert old_site.shell(IS_MIGRATED) == "False"


def test_an_upgrade_with_settings_that_are_wrong_changes_nothing(old_site, tmp_path):
    wrong = {"TRUSTED_PROXIES": "many"}
    with pytest.raises(AssertionError, match="TRUSTED_PROXIES"):
        old_site.manage("upgrade", f"--backup-to={tmp_path}", env=wrong)
    assert list(tmp_path.iterdir()) == [] and old_site.shell(IS_MIGRATED) == "False"


def test_an_upgrade_backs_up_the_old_data_and_then_migrates(old_site, tmp_path):
    printed = old_site.manage("upgrade", f"--backup-to={tmp_path}")
    [backup] = tmp_path.glob("before-upgrade-*.tar.gz")
    with tarfile.open(backup) as archive:
        assert NEWEST.encode() not in archive.extractfile("manifest.json").read()
    assert old_site.shell(IS_MIGRATED) == "True"
    steps = [printed.index(words) for words in ("Settings", "Backup", "Database", "To go back")]
    assert steps == sorted(steps)


def test_an_upgrade_can_be_repeated(old_site, tmp_path):
    old_site.manage("upgrade", "--without-backup")
    assert "To go back" in old_site.manage("upgrade", f"--backup-to={tmp_path}")


GIVE_UP = (
    "from collective_brain.event_log.models import MAX_ATTEMPTS, Event\n"
    "print(Event.objects.update(attempts=MAX_ATTEMPTS, done_at=None, error='It failed.'))"
)
GIVEN_UP = (
    "from collective_brain.event_log.models import Event\nprint(Event.objects.given_up().count())"
)


def test_an_upgrade_tries_events_again_that_the_release_before_gave_up(new_site):
    site = new_site(demo=True)
    given_up = int(site.shell(GIVE_UP))
    assert given_up == int(site.shell(GIVEN_UP)) > 0
    printed = site.manage("upgrade", "--without-backup")
    assert f"{given_up} are tried again" in printed and site.shell(GIVEN_UP) == "0"
