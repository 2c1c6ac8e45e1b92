"""The places of the bars of a small plot. templates/administration/_plot.html draws them as SVG."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 280, 96  # of the plot, in SVG units
TOP, BOTTOM = 14, 16  # above the bars for the counts, below them for their names
GAP = 6  # between two bars
WIDEST = 40


class Column(NamedTuple):
    """label: for those who hear the plot, and for the table. short: below the bar."""

    label: str
    short: str
    total: int


class Bar(NamedTuple):
    column: Column
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def count_y(self) -> float:
        """The base line of the number above the bar."""
        return self.y - 3


def bars(columns: Sequence[Column]) -> list[Bar]:
    most = max((column.total for column in columns), default=0) or 1
    step = min(WIDTH / max(len(columns), 1), WIDEST)
    gap = min(GAP, step / 4)
    places = []
    for index, column in enumerate(columns):
        height = (HEIGHT - TOP - BOTTOM) * column.total / most
        y = HEIGHT - BOTTOM - height
        width = round(step - gap, 1)
        places.append(Bar(column, round(index * step, 1), round(y, 1), width, round(height, 1)))
    return places
