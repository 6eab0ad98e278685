"""A report as a table, one row a result (RFC 4180), to sort and filter in a spreadsheet."""

import csv
from io import StringIO
from typing import Final

from cybernorms.reports.style import Style
from cybernorms.terms import shorten
from cybernorms.validation import Report, Result

COLUMNS: Final = (
    "severity", "file", "line", "column", "sheet", "cell", "heading", "focus node", "path", "value",
    "message", "remedy", "patch", "reason", "source", "rule", "component",
)  # fmt: skip
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write(report: Report, _: Style) -> str:
    """Write a line of headings and a line for each result; terms are written as in Turtle."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([_inert(cell) for cell in _row(result)] for result in report.results)
    return stream.getvalue()


def _row(result: Result) -> tuple[object, ...]:
    place = result.place
    return (
        result.severity.name.lower(),
        place.file if place else "",
        place.line if place else "",
        (place.column or "") if place else "",
        place.sheet if place else "",
        (place.cell or "") if place else "",
        place.heading if place else "",
        shorten(result.focus_node),
        result.property or "",
        "" if result.value is None else shorten(result.value),
        result.message,
        result.remedy or "",
        str(result.patch or ""),
        result.reason or "",
        result.source or "",
        shorten(result.source_shape),
        shorten(result.component),
    )


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
