"""A report as one page of HTML that needs nothing else: no script, no font, no picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from cybernorms.reports.style import Style
from cybernorms.reports.text_report import summary
from cybernorms.sources import Place
from cybernorms.terms import shorten
from cybernorms.validation import Report, Severity
from cybernorms.validation.wording import clipped

MOST: Final = 500
_AROUND: Final = 2  # lines before and behind the marked one
_WIDEST: Final = 240  # characters of a line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what was judged: its number, its text, and whether it is the one meant.

    ``before`` of a marked line is what stands before the column that is meant.
    """

    number: int
    before: str
    text: str
    marked: bool


def write(report: Report, style: Style) -> str:
    """Write verdict and results, each beside the lines that it is about, if ``texts`` has them."""
    lines = {file: text.split("\n") for file, text in style.texts.items()}
    return _template().render(
        report=report,
        summary=summary(report),
        severities=tuple(Severity),
        excerpt=lambda place: excerpt(lines, place),
        shorten=shorten,
        clipped=clipped,
    )


def excerpt(lines: Mapping[str, list[str]], place: Place | None) -> list[Line]:
    """Give the lines around a place; none of a file whose text is not known."""
    if place is None or place.file not in lines:
        return []
    text = lines[place.file]
    first, last = max(1, place.line - _AROUND), min(len(text), place.line + _AROUND)
    return [_line(number, text[number - 1], place) for number in range(first, last + 1)]


def _line(number: int, text: str, place: Place) -> Line:
    marked = number == place.line
    column = max(place.column - 1, 0) if marked else 0
    # A long line is shown from a little before the column that is meant.
    start = max(0, column - _WIDEST // 2) if len(text) > _WIDEST else 0
    end = start + _WIDEST
    before = ("…" if start else "") + text[start:column]
    return Line(number, before, text[column:end] + ("…" if len(text) > end else ""), marked)


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(
        files(__package__).joinpath("report.html.jinja").read_text("utf-8")
    )
