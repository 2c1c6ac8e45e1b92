"""The rows of a table as the bars of a plot."""

from collections.abc import Sequence

from collective_brain.web.bar_plots import Bar, Column, bars
from forum.insight.figures import Row, Table

MOST_BARS = 12


def plot(table: Table) -> list[Bar]:
    """Numbers of small parts have no bar, as they have no number in the table."""
    shown: Sequence[Row] = [row for row in table.rows if table.is_exact or row.text.isdecimal()]
    return bars([Column(row.label, row.short, row.total) for row in shown[:MOST_BARS]])
