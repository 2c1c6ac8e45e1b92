"""`manage.py backup` writes one verified file with everything that a site needs."""

import json
import stat
import tarfile

import pytest

from collective_brain.backups import archive
from collective_brain.errors import Refused
from tests.collective_brain.backups import sites

pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.drill("backup", 30)]


def contents_of(backup):
    with tarfile.open(backup) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}


def test_a_backup_has_the_database_the_uploads_and_a_manifest(backup, kind):
    contents = contents_of(backup)
    manifest = json.loads(contents["manifest.json"])
    assert set(contents) == {
        "manifest.json",
        "database.sqlite3" if kind == "sqlite" else "database.dump",
        "uploads/2026/map.png",
        "settings.env",
        "secrets.env.encrypted",
    }
    assert manifest["counts"]["topics_post"] == 4
    assert manifest["members"].keys() == contents.keys() - {"manifest.json"}
    assert ["topics", "0001_initial"] in manifest["migrations"]


def test_no_secret_is_readable_in_a_backup(backup, site):
    contents = contents_of(backup)
    assert b"METRICS=1" in contents["settings.env"]
    for name in ("settings.env", "secrets.env.encrypted", "manifest.json"):
        assert b"hush-hush" not in contents[name], name
        assert (site.folder / "secret_key").read_bytes() not in contents[name], name


def test_only_its_owner_may_read_a_backup(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_without_a_passphrase_has_no_secrets(site, tmp_path):
    assert "Wrote and verified" in sites.run(site, "backup", f"{tmp_path}/")
    [path] = tmp_path.glob("collective-brain-*.tar.gz")
    assert "secrets.env.encrypted" not in contents_of(path)


def test_a_short_passphrase_is_refused(site, tmp_path):
    printed = sites.run(site, "backup", f"{tmp_path}/a.tar.gz", BACKUP_PASSPHRASE="short")
    assert "CommandError: BACKUP_PASSPHRASE needs 12 characters" in printed
    assert list(tmp_path.glob("*.tar.gz")) == []


def test_a_backup_never_overwrites_a_file(site, backup):
    before = backup.read_bytes()
    assert "exists already" in sites.run(site, "backup", str(backup))
    assert backup.read_bytes() == before


def test_a_backup_to_a_folder_that_cannot_be_written_fails_with_a_sentence(site):
    code, printed = sites.run_in_process(site, "backup", "/proc/nowhere/")
    assert code == 1
    assert "CommandError: The folder /proc/nowhere cannot be created" in printed


@pytest.mark.parametrize("place", [0.3, 0.6, 0.95])
def test_a_changed_byte_is_noticed(backup, tmp_path, place):
    damaged = tmp_path / "damaged.tar.gz"
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    damaged.write_bytes(content)
    with pytest.raises(Refused):
        archive.verify_archive(damaged)


def test_a_cut_file_is_noticed(backup, tmp_path):
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(backup.read_bytes()[:-2000])
    with pytest.raises(Refused):
        archive.verify_archive(cut)


def test_the_last_backups_are_listed_with_those_that_failed(site, tmp_path):
    sites.run(site, "backup", str(tmp_path / "whole.tar.gz"))
    (tmp_path / "file").touch()
    sites.run(site, "backup", str(tmp_path / "file" / "failed.tar.gz"))
    printed = site.shell(
        "from collective_brain.backups import list_backups\n"
        "print([(row.verified, bool(row.error)) for row in list_backups()])"
    )
    assert "(True, False)" in printed
    assert "(False, True)" in printed
