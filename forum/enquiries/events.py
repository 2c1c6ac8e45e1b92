"""What happens to enquiries. Rows of the event log store the names of these classes, so the names
stay.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class EnquiryWritten:
    """A member wrote to the facilitators of a theme, or a facilitator answered.

    message_id: the key of the message. by: the key of its author.
    """

    message_id: int
    by: int
