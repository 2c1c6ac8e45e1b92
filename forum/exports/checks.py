"""The check of exports."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck
from forum.exports.models import Export


def find_without_file(exports: "QuerySet[Export]") -> Iterator[Problem]:
    """Finished exports without their file, such as after a restored backup."""
    for export in exports.filter(ready_at__isnull=False):
        if not export.zip_path.exists():
            yield Problem(export.pk, f"Export {export.pk} has no file")


def _delete(keys: list[int]) -> None:
    Export.objects.filter(pk__in=keys).delete_with_files()


CHECKS = [
    RowCheck(
        "export-files",
        rows=Export.objects.all,
        find=find_without_file,
        repair=_delete,
        repair_sentence="deletes the export; its member can ask for another one",
    )
]
