"""A validation report for people and for programs: one module a format."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cybernorms.reports import json_report, text_report, turtle_report
from cybernorms.validation import Report

__all__ = ["FORMATS"]

# Name on the command line -> writer.
FORMATS: Final[Mapping[str, Callable[[Report], str]]] = MappingProxyType(
    {
        "text": text_report.write,
        "json": json_report.write,
        "turtle": turtle_report.write,
    }
)
