"""What a validation found: typed rows, whatever engine found them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.term import Node

from cybernorms.namespaces import DCTERMS, RDFS, SH
from cybernorms.sources import Place, Places
from cybernorms.terms import shorten
from cybernorms.validation.mending import mend
from cybernorms.validation.patch import Patch
from cybernorms.validation.paths import first_properties, read_path, write_path
from cybernorms.validation.statements import offending_statements
from cybernorms.validation.wording import Fault, complaint, own_message


class Severity(Enum):
    """How bad a result is (SHACL 2.1.4), worst first."""

    VIOLATION = SH.Violation
    WARNING = SH.Warning
    INFO = SH.Info

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


_NO_PLACES: Final = Places()


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


def without_echoes(report: Report) -> Report:
    """Leave out what another result about the same value already says.

    One fault can break several constraints of a shape that has one message for all of them, and a
    value that is wrong in itself can not keep to how values relate.
    """
    about = {_about(result) for result in report.results if result.component in _OF_ITSELF}
    kept: dict[object, Result] = {}
    for result in report.results:
        if result.component in _RELATING and _about(result) in about:
            continue
        key = (*_about(result), result.source_shape, result.message)
        if key not in kept or (result.patch and not kept[key].patch):
            kept[key] = result
    return replace(report, results=tuple(sorted(kept.values(), key=_order)))


def _about(result: Result) -> tuple[Node, str, Node | None]:
    return result.focus_node, str(result.path), result.value


# Constraints on a value by itself, and on how values go together.
_OF_ITSELF: Final = frozenset(
    SH[f"{name}ConstraintComponent"] for name in ("Datatype", "In", "NodeKind", "Or", "Xone")
)
_RELATING: Final = frozenset(
    SH[f"{name}ConstraintComponent"]
    for name in ("Disjoint", "Equals", "LessThan", "LessThanOrEquals", "SPARQL")
)


def read_report(graph: Graph, data: Graph, shapes: Graph, places: Places) -> Report:
    """Read an engine's validation report (SHACL 3.6) into rows.

    ``data`` was judged by ``shapes``; ``places`` tells where subjects and values are written.
    """
    return make_report(
        read_result(node, graph, data, shapes, places) for node in graph.objects(None, SH.result)
    )


def in_english(texts: Iterable[Node]) -> str | None:
    """Choose one text of several languages: English, else without language, else the first."""
    ranked = sorted(
        (text for text in texts if isinstance(text, Literal)),
        key=lambda text: (_LANGUAGES.get((text.language or "")[:2], 2), str(text)),
    )
    return str(ranked[0]) if ranked else None


_LANGUAGES: Final = {"en": 0, "": 1}


def read_result(
    node: Node, graph: Graph, data: Graph, shapes: Graph, places: Places = _NO_PLACES
) -> Result:
    """Read one validation result (SHACL 3.6.2)."""
    focus = _one(graph, node, SH.focusNode)
    shape = _one(graph, node, SH.sourceShape)
    path_node = graph.value(node, SH.resultPath)
    path = None if path_node is None else read_path(graph, path_node)
    value = graph.value(node, SH.value)
    component = _one(graph, node, SH.sourceConstraintComponent)
    statements = offending_statements(data, focus, path, value, component)
    fault = Fault(focus, path, value, shape, component, shapes, data)
    remedy, patch = mend(fault, statements)
    value_places = {place for statement in statements for place in places.of_value(statement)}
    if not value_places and value is None and path is not None:
        value_places |= set(places.of_gap(focus, first_properties(path)))
    return Result(
        focus_node=focus,
        path=path,
        value=value,
        message=_message(graph, node, fault),
        severity=_severity(graph.value(node, SH.resultSeverity)),
        source_shape=shape,
        component=component,
        reason=in_english(shapes.objects(shape, RDFS.comment)),
        source=min(map(str, shapes.objects(shape, DCTERMS.source)), default=None),
        remedy=remedy,
        patch=patch,
        places=places.of_subject(focus),
        value_places=tuple(sorted(value_places)),
    )


def _message(graph: Graph, node: Node, fault: Fault) -> str:
    """Take the author's message; where there is none, say it in words of our own."""
    if not own_message(fault) and (plain := complaint(fault)):
        return plain
    return in_english(graph.objects(node, SH.resultMessage)) or "does not conform"


def _one(graph: Graph, node: Node, property_: URIRef) -> Node:
    value = graph.value(node, property_)
    if value is None:
        raise ValueError(f"a validation result lacks {shorten(property_)}")
    return value


def _severity(node: Node | None) -> Severity:
    """Read a severity; one that a shape invented counts as a violation."""
    return next((s for s in Severity if s.value == node), Severity.VIOLATION)


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
