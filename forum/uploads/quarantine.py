"""Have files scanned that came while the virus scanner did not answer."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from forum.uploads import actions, clamav
from forum.uploads.models import State, Upload, file_storage

MOST_AT_ONCE = 20  # files in one round of the worker


def scan_waiting_files() -> None:
    """Periodic task. It ends at the first file for which the scanner is still away."""
    waiting = Upload.objects.filter(state=State.QUARANTINED).order_by("pk")
    for upload in waiting[:MOST_AT_ONCE]:
        result = _scan(upload)
        if result == clamav.AWAY:
            return
        actions.end_quarantine(upload, is_clean=result == clamav.CLEAN)


def _scan(upload: Upload) -> str:
    with NamedTemporaryFile(prefix="upload-") as copy, file_storage().open(upload.file) as content:
        for chunk in content.chunks():
            copy.write(chunk)
        copy.flush()
        return clamav.scan(Path(copy.name))
