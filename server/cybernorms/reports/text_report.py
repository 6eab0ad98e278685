"""A report to read in a terminal: the verdict first, then the worst, file by file."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from rdflib import URIRef

from cybernorms.reports.style import Style
from cybernorms.terms import shorten
from cybernorms.validation import Branch, Report, Result, Severity
from cybernorms.validation.wording import clipped

Paint = Callable[..., str]

MOST: Final = 50
# Select Graphic Rendition (ECMA-48 8.3.117): bold, faint, red, green, yellow, blue.
_BOLD, _FAINT, _RED, _GREEN, _YELLOW, _BLUE = 1, 2, 31, 32, 33, 34
_COLOURS: Final = {Severity.VIOLATION: _RED, Severity.WARNING: _YELLOW, Severity.INFO: _BLUE}


def write(report: Report, style: Style) -> str:
    """Write a report as text; what is hidden is counted."""
    paint = _painted if style.colour else _plain
    lines = [paint(summary(report), _GREEN if report.conforms else _RED, _BOLD)]
    for (severity, file), results in groupby(report.results, key=lambda r: (r.severity, _file(r))):
        lines += ["", paint(f"{severity.name.capitalize()}s in {file}", _COLOURS[severity])]
        for result in results:
            lines += paragraph(result, paint)
    if report.hidden:
        lines += ["", f"… and {len(report.hidden)} more; --max-results 0 shows all"]
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


def _plain(text: str, *_: int) -> str:
    return text


def _painted(text: str, *codes: int) -> str:
    return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"


def _file(result: Result) -> str:
    return result.place.file if result.place else "no file in particular"


def paragraph(result: Result, paint: Paint = _plain) -> Iterator[str]:
    """Give the lines that tell of one result."""
    line = f"{result.place}: " if result.place else ""
    subject = shorten(result.focus_node)
    property_ = f" {result.property}" if result.property else ""
    yield f"  {paint(line, _FAINT)}{paint(subject + property_, _BOLD)}"
    yield f"    {result.message}"
    if result.value is not None and result.value != result.focus_node:
        yield f"    found: {clipped(result.value)}"
    for branch in result.branches:
        yield from _branch(branch)
    if result.remedy:
        yield f"    mend:  {result.remedy}"
    if result.patch:
        yield from (f"           {paint(row, _GREEN)}" for row in str(result.patch).split("\n"))
    if result.reason:
        source = f" ({result.source})" if result.source else ""
        yield paint(f"    why:   {result.reason}{source}", _FAINT)
    if isinstance(result.source_shape, URIRef):
        yield paint(f"    rule:  {shorten(result.source_shape)}", _FAINT)
    if others := (*result.value_places, *result.places)[1:]:
        yield paint(f"    see also: {', '.join(str(place) for place in others)}", _FAINT)


def _branch(branch: Branch) -> Iterator[str]:
    if not branch.results:
        yield f"    - it fits {branch.name}"
    elif not isinstance(branch.shape, URIRef) and len(branch.results) == 1:
        yield f"    - it is not {branch.name}"  # the name says what is asked for
    else:
        for result in branch.results:
            of = f"{result.property}: " if result.property else ""
            yield f"    - it is not {branch.name}: {of}{result.message}"
