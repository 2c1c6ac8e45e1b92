"""The ways in which tests damage a community by SQL."""

from django.db import connection

from tests.collective_brain.doctor.damages import (
    losses,
    members,
    private_notes,
    rooms,
    search,
    topics,
)
from tests.collective_brain.doctor.damages.damage import Damage


def all_damages() -> list[Damage]:
    """Those that the present database can have, in an order in which one repair spoils no other."""
    on_sqlite = search.ONLY_ON_SQLITE if connection.vendor == "sqlite" else []
    return [
        *on_sqlite,
        *topics.DAMAGES,
        *rooms.DAMAGES,
        *private_notes.DAMAGES,
        *members.DAMAGES,
        *search.DAMAGES,
        *losses.DAMAGES,
    ]
