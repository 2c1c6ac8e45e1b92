"""What happens to uploaded files. Rows of the event log store these names, so the names stay."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UploadStored:
    """A member uploaded a file. upload_id: its key in the table. by: the member's."""

    upload_id: int
    by: int


@dataclass(frozen=True)
class UploadDescribed:
    """The owner changed the description of a picture."""

    upload_id: int
    by: int


@dataclass(frozen=True)
class UploadDeleted:
    """The owner, or the worker for them, deleted a file that no text uses."""

    upload_id: int
    by: int


@dataclass(frozen=True)
class UploadScanned:
    """The virus scanner has seen a file that waited. state: of forum.uploads.models.State."""

    upload_id: int
    by: int
    state: str
