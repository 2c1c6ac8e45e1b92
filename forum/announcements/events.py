"""Events of announcements. `by` is the key of the administrator; mark: of event_log.new_mark."""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class AnnouncementShown:
    """An administrator wrote an announcement, instead of an earlier one if there was one."""

    announcement_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class AnnouncementEnded:
    """An administrator ended the announcement before its last day."""

    announcement_id: int
    by: int
    mark: int = field(default_factory=new_mark)
