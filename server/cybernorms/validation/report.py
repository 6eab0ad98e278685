"""What a validation found: typed rows, whatever engine found them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from rdflib import URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.term import Node

from cybernorms.namespaces import SH
from cybernorms.sources import Place
from cybernorms.validation.patch import Patch
from cybernorms.validation.paths import write_path


class Severity(Enum):
    """How bad a result is (SHACL 2.1.4), worst first."""

    VIOLATION = SH.Violation
    WARNING = SH.Warning
    INFO = SH.Info

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the shapes that sh:and, sh:node, sh:not, sh:or or sh:xone names, tried on its own.

    ``results`` say why the value does not fit it; none if it does.
    """

    shape: Node
    name: str
    results: tuple["Result", ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL 3.6.2) with the places that it is about.

    ``message`` says what is wrong and, if the shape's author wrote it, how to mend it; ``remedy``
    names the change to make, ``patch`` has it ready where it is certain. ``reason`` says why the
    rule exists and ``source`` where that is laid down. ``branches`` tell how a choice failed.
    ``places`` is where the focus node is stated, one place a file; ``value_places`` where the
    offending value is written, or the values if there are too many; if one is missing, the empty
    cell of a spreadsheet, else nothing.
    """

    focus_node: Node
    path: URIRef | PropertyPath | None
    value: Node | None
    message: str
    severity: Severity
    source_shape: Node
    component: Node
    reason: str | None = None
    places: tuple[Place, ...] = ()
    value_places: tuple[Place, ...] = ()
    remedy: str | None = None
    patch: Patch | None = None
    source: str | None = None
    branches: tuple[Branch, ...] = ()

    @property
    def place(self) -> Place | None:
        """The one place to look at: the offending value, else the focus node."""
        return next(iter((*self.value_places, *self.places)), None)

    @property
    def property(self) -> str | None:
        """The path in SPARQL's notation, or None when the whole node is at fault."""
        return None if self.path is None else write_path(self.path)


@dataclass(frozen=True, slots=True)
class Report:
    """All results, worst first, then by file, line, focus node, path, value and shape.

    ``fail_on`` is the mildest severity that does not conform. Results that are ``hidden`` count but
    are not written.
    """

    results: tuple[Result, ...] = ()
    fail_on: Severity = Severity.VIOLATION
    hidden: tuple[Result, ...] = ()

    @property
    def conforms(self) -> bool:
        """Tell whether nothing is as bad as ``fail_on``; what is milder does not count."""
        every = (*self.results, *self.hidden)
        return all(result.severity.rank > self.fail_on.rank for result in every)

    def count(self, severity: Severity) -> int:
        """Count the results of one severity."""
        return sum(result.severity is severity for result in (*self.results, *self.hidden))

    def capped(self, most: int) -> "Report":
        """Hide all but that many of the worst results."""
        hidden = (*self.results[most:], *self.hidden)
        return replace(self, results=self.results[:most], hidden=hidden)

    def __add__(self, other: "Report") -> "Report":
        """Join two reports; what both say is said once."""
        return make_report((*self.results, *other.results))


def make_report(results: Iterable[Result]) -> Report:
    """Sort results and drop repeated ones."""
    return Report(tuple(sorted(dict.fromkeys(results), key=_order)))


def _order(result: Result) -> tuple[int, list[Place], list[Place], str, str, str, str, str]:
    return (
        result.severity.rank,
        list(result.places),
        list(result.value_places),
        str(result.focus_node),
        result.property or "",
        "" if result.value is None else result.value.n3(),
        str(result.source_shape),
        result.message,
    )
