"""An engine's validation report (SHACL 3.6) as typed rows, with places, reasons and remedies."""

from collections.abc import Iterable
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import DCTERMS, RDFS, SH
from cybernorms.sources import Places
from cybernorms.terms import shorten
from cybernorms.validation.mending import mend
from cybernorms.validation.paths import first_properties, read_path
from cybernorms.validation.report import Report, Result, Severity, make_report
from cybernorms.validation.statements import offending_statements
from cybernorms.validation.wording import Fault, complaint, own_message

_NO_PLACES: Final = Places()
_LANGUAGES: Final = {"en": 0, "": 1}


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
