"""A validation report for people and for programs: one module a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cybernorms.reports import (
    csv_report,
    html_report,
    json_report,
    jsonld_report,
    junit_report,
    sarif_report,
    text_report,
    turtle_report,
)
from cybernorms.reports.style import Style
from cybernorms.validation import Report

__all__ = ["FORMATS", "Format", "Style"]

_PLAIN: Final = Style()


@dataclass(frozen=True, slots=True)
class Format:
    """How to write a report: its media type, and how many results unless more are asked for."""

    media_type: str
    writer: Callable[[Report, Style], str]
    most: int | None = None

    def __call__(self, report: Report, style: Style = _PLAIN) -> str:
        """Write the worst results of a report, and how many others there are."""
        most = self.most if style.most is None else style.most
        return self.writer(report.capped(most) if most else report, style)


# Name on the command line -> format.
FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": Format("text/plain", text_report.write, text_report.MOST),
        "json": Format("application/json", json_report.write),
        "turtle": Format("text/turtle", turtle_report.write),
        "jsonld": Format("application/ld+json", jsonld_report.write),
        "html": Format("text/html", html_report.write, html_report.MOST),
        "csv": Format("text/csv", csv_report.write),
        "sarif": Format("application/sarif+json", sarif_report.write),
        "junit": Format("application/junit+xml", junit_report.write),
    }
)
