"""The checks of uploaded files: every row has its file, and every file its row."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from collective_brain.doctor import ConfigurationCheck, Problem, RowCheck
from forum.uploads import actions
from forum.uploads.models import PartialUpload, State, Upload, file_storage

JUST_WRITTEN = timedelta(hours=1)  # a file comes before its row
MOST_NAMED = 10  # files without a row in one sentence


def find_without_file(uploads: "QuerySet[Upload]") -> Iterator[Problem]:
    """Rows without their file: a restored database is newer than its files."""
    for upload in uploads.exclude(state=State.REFUSED):
        for name in upload.storage_names():
            if not file_storage().exists(name):
                yield Problem(upload.pk, f"The file {name} of upload {upload.pk} is missing")
                break


def _give_up(keys: list[int]) -> None:
    """Nobody is shown a broken picture: texts show a link when they are rendered again."""
    for upload in Upload.objects.filter(pk__in=keys):
        if not all(map(file_storage().exists, upload.storage_names())):
            Upload.objects.filter(pk=upload.pk).update(state=State.REFUSED)
            actions.delete_files(upload.storage_names())


def find_files_without_row() -> Iterator[str]:
    """Files that a process left behind when it was killed."""
    known = set(Upload.objects.values_list("file", flat=True))
    known.update(Upload.objects.exclude(thumbnail="").values_list("thumbnail", flat=True))
    for pieces in PartialUpload.objects.values_list("pieces", flat=True):
        known.update(pieces)
    left = [name for name in stored_names() if name not in known and _is_old(name)]
    if left:
        names = ", ".join(left[:MOST_NAMED])
        yield f"{len(left)} uploaded files have no row, such as {names}. Delete them."


def stored_names(folder: str = "") -> Iterator[str]:
    try:
        folders, files = file_storage().listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from stored_names(f"{folder}/{name}" if folder else name)


def _is_old(name: str) -> bool:
    return file_storage().get_modified_time(name) < timezone.now() - JUST_WRITTEN


CHECKS = [
    RowCheck(
        "uploaded-files",
        rows=Upload.objects.all,
        find=find_without_file,
        repair=_give_up,
        repair_sentence="marks the file as refused",
    ),
]
CONFIGURATION_CHECKS = [ConfigurationCheck("uploads-without-row", find_files_without_row)]
