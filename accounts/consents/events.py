"""What happens to consents. Rows of the event log store these names, so the names stay."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RulesAccepted:
    """A member accepted a version of the rules and the privacy notice. by: the member."""

    member_id: int
    by: int
    version: int
