"""What a validation found: typed rows, whatever engine found them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.term import Node

from cybernorms.namespaces import RDFS, SH
from cybernorms.sources import Place, Places
from cybernorms.terms import shorten
from cybernorms.validation.paths import read_path, write_path
from cybernorms.validation.statements import offending_statements


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
class Result:
    """One validation result (SHACL 3.6.2) with the places that it is about.

    ``message`` says what is wrong and how to mend it, ``reason`` why the rule exists.
    ``places`` is where the focus node is stated, one place a file; ``value_places`` where the
    offending value is written, or the values if there are too many; empty if one is missing.
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
    """All results, worst first, then by file, line, focus node, path, value and shape."""

    results: tuple[Result, ...] = ()

    @property
    def conforms(self) -> bool:
        """Tell whether nothing is as bad as a violation; warnings do not count."""
        return all(result.severity is not Severity.VIOLATION for result in self.results)

    def count(self, severity: Severity) -> int:
        """Count the results of one severity."""
        return sum(result.severity is severity for result in self.results)

    def __add__(self, other: "Report") -> "Report":
        """Join two reports; what both say is said once."""
        return make_report((*self.results, *other.results))


def make_report(results: Iterable[Result]) -> Report:
    """Sort results and drop repeated ones."""
    return Report(tuple(sorted(dict.fromkeys(results), key=_order)))


def read_report(graph: Graph, data: Graph, shapes: Graph, places: Places) -> Report:
    """Read an engine's validation report (SHACL 3.6) into rows.

    ``data`` was judged by ``shapes``; ``places`` tells where subjects and values are written.
    """
    return make_report(
        _result(node, graph, data, shapes, places) for node in graph.objects(None, SH.result)
    )


def in_english(texts: Iterable[Node]) -> str | None:
    """Choose one text of several languages: English, else without language, else the first."""
    ranked = sorted(
        (text for text in texts if isinstance(text, Literal)),
        key=lambda text: (_LANGUAGES.get((text.language or "")[:2], 2), str(text)),
    )
    return str(ranked[0]) if ranked else None


_LANGUAGES: Final = {"en": 0, "": 1}


def _result(node: Node, graph: Graph, data: Graph, shapes: Graph, places: Places) -> Result:
    focus = _one(graph, node, SH.focusNode)
    shape = _one(graph, node, SH.sourceShape)
    path_node = graph.value(node, SH.resultPath)
    path = None if path_node is None else read_path(graph, path_node)
    value = graph.value(node, SH.value)
    component = _one(graph, node, SH.sourceConstraintComponent)
    statements = offending_statements(data, focus, path, value, component)
    return Result(
        focus_node=focus,
        path=path,
        value=value,
        message=in_english(graph.objects(node, SH.resultMessage)) or "does not conform",
        severity=_severity(graph.value(node, SH.resultSeverity)),
        source_shape=shape,
        component=component,
        reason=in_english(shapes.objects(shape, RDFS.comment)),
        places=places.of_subject(focus),
        value_places=tuple(sorted({p for s in statements for p in places.of_value(s)})),
    )


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
