"""What happens to exports. Rows of the event log store the names of these classes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportRequested:
    """A member asked for a copy of what is theirs. by: the key of the member."""

    export_id: int
    by: int


@dataclass(frozen=True)
class ExportFinished:
    """The file is ready. by: the key of the member."""

    export_id: int
    by: int
