"""Checks of the stored data and of the configuration, which `manage.py doctor` runs.

Each package has its checks in a module `checks.py`; collective_brain/management/all_checks.py
lists them. It may import nothing of the site. Start with `RowCheck` here, then examination.py.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any, NamedTuple

from django.db.models import QuerySet


class Problem(NamedTuple):
    """One thing that is wrong.

    key: the primary key of the row. sentence: without the full stop, because the repair follows.
    version: of an eventual value, changes with every write to what it is made from.
    """

    key: Any
    sentence: str
    version: Any = None


@dataclass(frozen=True)
class RowCheck:
    """A check of the rows of a table, which can repair them.

    rows: all rows to look at. They are read in slices, in the order of their primary keys.
    find: yields the problems among some of the rows, with queries that write nothing.
    repair: corrects the rows with these keys. It takes the locks that an action takes, looks again
    under the lock, and is safe to repeat.
    repair_sentence: what `repair` does, to follow "--fix", such as "counts its posts again".
    is_eventual: the worker writes these values a moment after the action, so they are wrong for a
    moment in a healthy site.
    batch: how many keys `repair` takes at once.
    """

    name: str
    rows: Callable[[], "QuerySet[Any]"]
    find: Callable[["QuerySet[Any]"], Iterable[Problem]]
    repair: Callable[[list[Any]], object]
    repair_sentence: str
    is_eventual: bool = False
    batch: int = 1


@dataclass(frozen=True)
class ConfigurationCheck:
    """A check of settings, servers and the machine. A person makes the repair.

    find: a sentence for each problem, which also says what to do.
    """

    name: str
    find: Callable[[], Iterable[str]]


def problem_of_each(
    rows: "QuerySet[Any]", sentence: str, *, version: str = ""
) -> Iterator[Problem]:
    """Yield a problem for each row: `rows` contains only wrong rows.

    sentence: contains names of columns, such as "Topic {topic} ends at {topic__last_number}".
    version: the name of a column.
    """
    columns = {column for _text, column, *_ in Formatter().parse(sentence) if column}
    columns |= {"pk", version or "pk"}
    for row in rows.values(*columns):
        yield Problem(row["pk"], sentence.format(**row), row[version] if version else None)


def one_by_one(repair: Callable[[Any], None]) -> Callable[[list[Any]], None]:
    """The `repair` of a check that repairs one row at a time."""

    def repair_each(keys: list[Any]) -> None:
        for key in keys:
            repair(key)

    return repair_each
