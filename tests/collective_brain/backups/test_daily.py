"""The worker writes a backup each day, and records failures."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collective_brain import backups, event_log
from collective_brain.backups import daily, recording
from collective_brain.backups.models import Backup

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)
    return tmp_path


def queued():
    tasks = DBTaskResult.objects.filter(task_path=daily.write_daily_backup.module_path)
    return tasks.count()


def written(folder):
    return sorted(path.name for path in folder.glob("collective-brain-*.tar.gz"))


def test_the_worker_enqueues_one_backup_a_day(folder):
    for _round in range(3):
        event_log.run_periodic_tasks()
    assert queued() == 1


def test_nothing_is_written_without_a_folder(settings):
    settings.BACKUP_FOLDER = ""
    daily.enqueue_daily_backup()
    assert queued() == 0


def test_the_backup_of_today_is_written_once(folder):
    for _twice in range(2):
        daily.write_daily_backup.call()
    [name] = written(folder)
    [listed] = backups.list_backups()
    assert (listed.name, listed.verified, listed.error) == (name, True, "")
    assert listed.size == (folder / name).stat().st_size


def test_the_next_day_has_its_own_backup(folder):
    daily.write_daily_backup.call()
    Backup.objects.update(started_at=timezone.now() - timedelta(days=1))
    daily.enqueue_daily_backup()
    assert queued() == 1


def test_a_failure_is_listed_and_tried_again_after_an_hour(settings):
    settings.BACKUP_FOLDER = "/proc/nowhere"
    daily.write_daily_backup.call()
    [listed] = backups.list_backups()
    assert (listed.verified, "cannot be created" in listed.error) == (False, True)
    daily.enqueue_daily_backup()
    assert queued() == 0
    Backup.objects.update(started_at=timezone.now() - timedelta(hours=1, minutes=1))
    daily.enqueue_daily_backup()
    assert queued() == 1


def test_a_backup_of_a_killed_worker_does_not_stop_the_next_ones(folder):
    long_ago = timezone.now() - timedelta(hours=7)
    Backup.objects.create(name="half", place=str(folder), started_at=long_ago)
    daily.enqueue_daily_backup()
    assert queued() == 1
    assert Backup.objects.get(name="half").error


def test_old_backups_are_deleted_and_their_rows_too(folder):
    old = "collective-brain-20200101T000000Z.tar.gz"
    (folder / old).write_bytes(b"old")
    Backup.objects.create(
        name=old, place=str(folder), started_at=timezone.now(), verified_at=timezone.now()
    )
    written_now = recording.write_backup(str(folder), keep="1d")
    assert written(folder) == [written_now.name]
    assert [row.name for row in backups.list_backups()] == [written_now.name]


def test_what_a_killed_process_left_is_deleted(folder):
    leftover = folder / ".backup-work-now"
    leftover.mkdir()
    (leftover / "database.sqlite3").write_bytes(b"half")
    recording.write_backup(str(folder))
    assert not leftover.exists()
