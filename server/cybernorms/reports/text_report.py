"""A report to read in a terminal: the verdict first, then the worst, file by file."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rdflib import URIRef

from cybernorms.terms import shorten
from cybernorms.validation import Report, Result, Severity

MOST: Final = 50
_WIDEST_VALUE: Final = 120


def write(report: Report, most: int = MOST) -> str:
    """Write a report as text with at most that many results; what was cut is counted."""
    lines = [summary(report)]
    shown = report.results[:most]
    for (severity, file), results in groupby(shown, key=lambda r: (r.severity, _file(r))):
        lines += ["", f"{severity.name.capitalize()}s in {file}"]
        for result in results:
            lines += _paragraph(result)
    if cut := len(report.results) - len(shown):
        lines += ["", f"… and {cut} more; use --format json or turtle to see all"]
    return "\n".join(lines)


def summary(report: Report) -> str:
    """Give the verdict in one line."""
    counts = [
        f"{count} {severity.name.lower()}{'s' if count > 1 else ''}"
        for severity in Severity
        if (count := report.count(severity))
    ]
    verdict = "conforms" if report.conforms else "does not conform"
    return f"{verdict}: {', '.join(counts)}" if counts else verdict


def _file(result: Result) -> str:
    return result.place.file if result.place else "no file in particular"


def _paragraph(result: Result) -> Iterator[str]:
    line = f"{result.place}: " if result.place else ""
    subject = shorten(result.focus_node)
    yield f"  {line}{subject}" + (f" {result.property}" if result.property else "")
    yield f"    {result.message}"
    if result.value is not None and result.value != result.focus_node:
        value = shorten(result.value)
        cut = value if len(value) <= _WIDEST_VALUE else value[:_WIDEST_VALUE] + "…"
        yield f"    found: {cut}"
    if result.reason:
        yield f"    why: {result.reason}"
    if isinstance(result.source_shape, URIRef):
        yield f"    rule: {shorten(result.source_shape)}"
    if others := (*result.value_places, *result.places)[1:]:
        yield f"    see also: {', '.join(str(place) for place in others)}"
