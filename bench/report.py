"""Print the figures of a benchmark: as a table, or as JSON with the machine and the versions."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("django", "channels", "daphne", "bleach", "markdown-it-py", "psycopg", "redis")
Row = dict[str, Any]


def print_report(title: str, rows: list[Row], *, as_json: bool, **more: Any) -> None:
    """Print `rows`, which have the same keys in the order of the columns.

    more: further figures of the whole run.
    """
    if as_json:
        print(
            json.dumps(
                {"title": title, "machine": machine(), "versions": versions(), **more, "rows": rows}
            )
        )
        return
    print(f"\n{title}\n{_format_figures(machine())}\n{_format_figures(more)}".rstrip())
    if not rows:
        return
    cells = [
        [_format_value(name) for name in rows[0]],
        *([_format_value(value) for value in row.values()] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        aligned = [row[0].ljust(widths[0])]
        aligned += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(aligned).rstrip())


def machine() -> dict[str, str | int]:
    cpu_info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [
        line.partition(": ")[2] for line in cpu_info.splitlines() if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    return {package: version(package) for package in PACKAGES}


def _format_figures(figures: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_format_value(value)}" for name, value in figures.items())


def _format_value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
