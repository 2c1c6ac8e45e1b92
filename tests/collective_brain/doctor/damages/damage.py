"""One way in which tests damage a community."""

from typing import NamedTuple


class Damage(NamedTuple):
    """checks: the names of those that find a part of it, in their order.

    sql: statements with the keys of create_community(). sentence: the beginning of what doctor
    says.
    """

    checks: str
    name: str
    sql: str
    sentence: str
