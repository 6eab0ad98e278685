"""How ``cybernorms validate`` writes what it found: format, place, cap and exit code."""

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from cybernorms.cli.exits import ExitCode
from cybernorms.errors import InputError
from cybernorms.reports import FORMATS, Style
from cybernorms.sources import Document
from cybernorms.validation import Report, Severity
from cybernorms.workers import Message
from cybernorms.workers.judgement import write_report


@dataclass(frozen=True, slots=True)
class Output:
    """What the options say about the report."""

    format: str
    file: Path | None
    most: int | None
    fail_on: Severity

    def render(self, report: Report, documents: Iterable[Document]) -> Message:
        """Write a report on documents, with its verdict."""
        # See no-color.org for the variable.
        colour = self.file is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        report = replace(report, fail_on=self.fail_on)
        return write_report(report, documents, self.format, Style(self.most, colour))

    def emit(self, message: Message) -> ExitCode:
        """Give out a report as it was rendered, and choose the exit code.

        Raises InputError when the file cannot be written.
        """
        head, text = message
        self._emit(text.decode("utf-8"))
        return ExitCode.FINE if head["conforms"] else ExitCode.NONCONFORMING

    def _emit(self, text: str) -> None:
        if self.file is None:
            click.echo(text, nl=False)
            return
        try:
            self.file.write_text(text, "utf-8", newline="")
        except OSError as error:
            raise InputError(f"{self.file}: cannot be written: {error.strerror}") from None


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that make an Output; it gets them as ``format_`` and so on."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--format",
        "format_",
        type=click.Choice(tuple(FORMATS)),
        default="text",
        show_default=True,
        help="How to write the report.",
    ),
    click.option(
        "--output",
        "-o",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the report to a file.  [default: standard output]",
    ),
    click.option(
        "--max-results",
        "most",
        type=click.IntRange(min=0),
        help="Write only that many results, the worst; 0 for all.  "
        "[default: 50 as text, 500 as HTML, else all]",
    ),
    click.option(
        "--fail-on",
        type=click.Choice([severity.name.lower() for severity in Severity]),
        default="violation",
        show_default=True,
        help="The mildest result that fails.",
    ),
)
