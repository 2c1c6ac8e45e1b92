"""The tables of the page as CSV files that a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection).
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def response(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerow([_safe(cell) for cell in headings])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return answer


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(BEGINS_FORMULA) else cell
