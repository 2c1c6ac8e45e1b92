"""The places of the bars of a small plot. templates/administration/_plot.html draws them as SVG."""

from collections.abc import Sequence
from typing import NamedTuple

from collective_brain.observability.figures import Day

WIDTH, HEIGHT = 280, 96  # of the plot, in SVG units
TOP, BOTTOM = 14, 16  # above the bars for the counts, below them for the days
GAP = 6  # between two bars


class Bar(NamedTuple):
    day: Day
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def count_y(self) -> float:
        """The base line of the number above the bar."""
        return self.y - 3


def bars(days: Sequence[Day]) -> list[Bar]:
    most = max((day.total for day in days), default=0) or 1
    step = WIDTH / len(days)
    places = []
    for index, day in enumerate(days):
        height = (HEIGHT - TOP - BOTTOM) * day.total / most
        y = HEIGHT - BOTTOM - height
        places.append(Bar(day, round(index * step, 1), round(y, 1), step - GAP, round(height, 1)))
    return places
