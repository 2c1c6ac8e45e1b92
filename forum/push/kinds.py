"""Which notifications devices show. The others wait at the bell."""

from forum.notifications.kinds import Kind

PUSHED = [
    kind.value
    for kind in (
        *(Kind.REPLY, Kind.MENTION, Kind.WATCHED),
        *(Kind.ENQUIRY, Kind.ANSWER, Kind.REMINDER),
        *(Kind.PRIVATE_NOTE, Kind.PARTICIPANT),
    )
]
