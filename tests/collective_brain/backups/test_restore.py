"""`manage.py restore` brings a site back, or refuses with one sentence and changes nothing."""

import json
import os
import stat
import tarfile
from pathlib import Path

import pytest

from collective_brain.backups import archive
from tests.collective_brain.backups import sites
from tests.collective_brain.backups.conftest import PASSPHRASE

pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.drill("restore", 80)]


@pytest.fixture
def restored(backup, other_site):
    other_site.printed = sites.run(other_site, "restore", str(backup), BACKUP_PASSPHRASE=PASSPHRASE)
    return other_site


def rewrite(backup: Path, target: Path, **changes: object) -> Path:
    """A copy of a backup with a changed manifest."""
    folder = target.parent / "unpacked"
    archive.unpack_archive(backup, folder)
    manifest = archive.read_manifest(backup) | changes
    names = manifest["members"]
    archive.write_archive(target, manifest, {name: folder / name for name in names})
    return target


def test_a_restored_site_has_everything(restored, site):
    assert restored.shell(sites.COUNT) == site.shell(sites.COUNT)
    assert (restored.folder / "uploads" / "2026" / "map.png").read_bytes() == b"a map"
    assert "every count is right" in restored.printed
    assert "4 of 4" in restored.printed


def test_a_restored_site_can_be_written_to_and_searched(restored):
    printed = restored.shell(
        "from tests import factories as make\n"
        "from forum.topics.models import Topic\n"
        "topic = Topic.objects.get(title='Kept topic')\n"
        "print(make.post(topic, topic.author, 'One more.').number)"
    )
    assert printed == "5"


def test_a_restored_site_writes_its_next_backup(restored, tmp_path):
    ask = "from collective_brain.backups.models import Backup; print(Backup.objects.is_due('/x'))"
    assert restored.shell(ask) == "True"
    printed = restored.shell(
        "from collective_brain.backups.models import Backup\n"
        "print(Backup.objects.filter(verified_at=None, error='').count())"
    )
    assert printed == "0"


def test_secrets_are_restored_into_a_file_for_its_owner(restored, site):
    path = restored.folder / "restored-settings.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = path.read_text().splitlines()
    assert "EMAIL_URL=smtp://robot:hush-hush@mail.example.org:25" in lines
    assert f"SECRET_KEY={(site.folder / 'secret_key').read_text()}" in lines
    assert not [line for line in lines if "PASSPHRASE" in line]


def test_change_marks_of_a_restored_site_were_never_used_before(restored, site):
    ask = "from forum.topics.models import Topic; print(Topic.objects.get().last_mark)"
    assert int(restored.shell(ask)) > int(site.shell(ask)) + 100_000


def refusal(site, backup, *options: str, **env: str) -> str:
    """The one sentence with which the site refuses to restore a backup."""
    [sentence] = sites.run(site, "restore", str(backup), *options, **env).splitlines()
    assert sentence.startswith("CommandError: ")
    return sentence


def test_a_missing_passphrase_is_named(backup, other_site):
    assert "Set BACKUP_PASSPHRASE" in refusal(other_site, backup)


def test_a_wrong_passphrase_is_named(backup, other_site):
    sentence = refusal(other_site, backup, BACKUP_PASSPHRASE="wrong horse battery")
    assert "is not the passphrase of this backup" in sentence


def test_a_backup_can_be_restored_without_its_secrets(backup, other_site):
    sites.run(other_site, "restore", str(backup), "--without-secrets")
    assert other_site.shell(sites.COUNT) == "1 1 4"
    assert "hush-hush" not in (other_site.folder / "restored-settings.env").read_text()


def test_a_newer_schema_is_refused(backup, other_site, tmp_path):
    newer = [*archive.read_manifest(backup)["migrations"], ["topics", "0999_from_the_future"]]
    changed = rewrite(backup, tmp_path / "newer.tar.gz", migrations=newer)
    sentence = refusal(other_site, changed, "--without-secrets")
    assert "this one has no migration topics.0999_from_the_future" in sentence


def test_a_newer_format_is_refused(backup, other_site, tmp_path):
    changed = rewrite(backup, tmp_path / "newer.tar.gz", format=99)
    assert "written by a newer version of the site" in refusal(other_site, changed)


def test_a_wrong_checksum_is_refused(backup, other_site, tmp_path):
    changed = tmp_path / "changed.tar.gz"
    manifest = archive.read_manifest(backup)
    manifest["members"] = dict.fromkeys(manifest["members"], "0" * 64)
    with tarfile.open(backup) as old, tarfile.open(changed, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry)
            if entry.name == "manifest.json":
                (tmp_path / "manifest").write_text(json.dumps(manifest))
                new.add(tmp_path / "manifest", "manifest.json")
            else:
                new.addfile(entry, content)
    assert "the checksum of" in refusal(other_site, changed, "--without-secrets")


def test_a_backup_of_another_kind_of_database_is_refused(backup, other_site, tmp_path):
    changed = rewrite(backup, tmp_path / "other.tar.gz", database="oracle")
    assert "This backup is of oracle" in refusal(other_site, changed)


def test_a_missing_file_is_named(other_site, tmp_path):
    assert "does not exist" in refusal(other_site, tmp_path / "none.tar.gz")


class TestADatabaseWithMembers:
    @pytest.fixture
    def busy(self, restored):
        restored.shell(
            "from tests import factories as make\n"
            "from forum.topics.models import Topic\n"
            "make.post(Topic.objects.get(title='Kept topic'), source='Later.')"
        )
        return restored

    def test_it_is_refused(self, backup, busy):
        assert "has members already" in refusal(busy, backup, "--without-secrets")
        assert busy.shell(sites.COUNT) == "2 1 5"

    def test_it_is_replaced_if_asked_for(self, backup, busy):
        sites.run(busy, "restore", str(backup), "--replace", "--without-secrets")
        assert busy.shell(sites.COUNT) == "1 1 4"

    def test_it_stays_while_somebody_uses_it(self, backup, busy):
        sites.close_shell(busy)
        busy.start()
        options = ["--replace", "--without-secrets"]
        code, printed = sites.run_in_process(busy, "restore", str(backup), *options)
        busy.stop()
        assert (code, "CommandError: The site is running" in printed) == (1, True)
        assert busy.shell(sites.COUNT) == "2 1 5"

    def test_it_stays_when_the_restore_fails_in_the_middle(self, backup, busy, tmp_path):
        """The database of the backup is damaged, and its checksums are right."""
        folder, target = tmp_path / "damaged", tmp_path / "damaged.tar.gz"
        archive.unpack_archive(backup, folder)
        manifest = archive.read_manifest(backup)
        [name] = [name for name in manifest["members"] if name.startswith("database.")]
        damage(folder / name)
        archive.write_archive(
            target, manifest, {each: folder / each for each in manifest["members"]}
        )
        refusal(busy, target, "--replace", "--without-secrets")
        assert busy.shell(sites.COUNT) == "2 1 5"


def damage(path: Path) -> None:
    """Cut off the last third of a file."""
    os.truncate(path, path.stat().st_size * 2 // 3)


def test_a_backup_of_an_older_release_is_migrated(new_site, tmp_path):
    """The older release has no table of backups. `backup` works before the migration, too."""
    site = new_site(demo=False)
    site.shell(sites.WRITE_SOMETHING.format(replies=1))
    site.manage("migrate", "backups", "zero", "--verbosity=0")
    path = str(tmp_path / "older.tar.gz")
    assert "Wrote and verified" in sites.run(site, "backup", path)
    with sites.empty_site("sqlite", tmp_path / "newer") as newer:
        assert "every count is right" in sites.run(newer, "restore", path)
        assert newer.shell(sites.COUNT) == "1 1 2"
        assert "Wrote and verified" in sites.run(newer, "backup", str(tmp_path / "next.tar.gz"))
