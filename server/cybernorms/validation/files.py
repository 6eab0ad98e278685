"""Judging a few files on top of our own graph, as an author or a submitter asks for."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from rdflib import Graph
from rdflib.term import Node

from cybernorms.namespaces import GRAPH, GRAPH_ONTOLOGY, RDF
from cybernorms.reasoning import close
from cybernorms.sources import DEFINITIONS, Document, Sources, merge
from cybernorms.validation.engines import validate
from cybernorms.validation.references import validate_references
from cybernorms.validation.report import Report, make_report, without_echoes
from cybernorms.validation.stages import (
    authoring_view,
    validate_definitions,
    without_repeats,
)

# The folders of shapes that each profile applies to the asserted graph.
PROFILES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "core": ("shapes/authoring",),
    }
)
FOREIGN: Final = GRAPH["submission/file"]


def validate_files(
    own: Sources,
    given: Sources,
    *,
    validator: str,
    reasoner: str,
    profile: str = "core",
    shapes: Graph | None = None,
) -> Report:
    """Judge what the given files state, in the company of our own graph.

    Only nodes that the given files state are reported. They may refer to anything that we state
    or they do. What a file outside the checkout types is taken from that file alone, so that a
    changed copy of one of our files is judged as it would be in its place; a subject that it only
    adds to keeps what we say of it. Files of the ontology, the shapes and the questions are judged
    as definitions. ``shapes``, when given, replace the profile's.

    The closure is judged too unless the asserted graph already fails. Raises EngineError when a
    verdict cannot be had, InconsistencyError when the files contradict the ontology or our graph.
    """
    together = _in_place(own, given)
    report = Report()
    if any(document.name in DEFINITIONS for document in given.documents):
        report += validate_definitions(together, validator)
    if shapes is None:
        shapes = merge(together.folder(folder) for folder in PROFILES[profile])
    report += _validate_data(together, given, shapes, validator)
    if report.conforms:
        report += _validate_closure(together, given, validator, reasoner)
    stated = {triple[0] for document in given.documents for triple in document.triples}
    return without_echoes(make_report(r for r in report.results if r.focus_node in stated))


def _in_place(own: Sources, given: Sources) -> Sources:
    """Put the given files where they belong, and what they restate out of the way."""
    files = {document.file for document in given.documents}
    restated = {
        subject
        for document in given.documents
        if document.name == FOREIGN
        for subject, property_, _ in document.triples
        if property_ == RDF.type
    }
    kept = (_without(d, restated) for d in own.documents if d.file not in files)
    return Sources((*kept, *given.documents))


def _without(document: Document, subjects: set[Node]) -> Document:
    kept = tuple(triple for triple in document.triples if triple[0] not in subjects)
    return replace(document, triples=kept) if len(kept) < len(document.triples) else document


def _validate_data(together: Sources, given: Sources, shapes: Graph, validator: str) -> Report:
    ontology = together.graph(GRAPH_ONTOLOGY)
    data, places = together.data(), given.places()
    stated = (*data.subjects(), *ontology.subjects())
    return without_repeats(
        validate(authoring_view(data, ontology), shapes, validator, places),
        validate_references(given.data(), stated, places),
    )


def _validate_closure(together: Sources, given: Sources, validator: str, reasoner: str) -> Report:
    asserted = together.asserted()
    closure = merge([asserted, close(asserted, reasoner)])
    shapes = together.folder("shapes/consistency")
    return validate(closure, shapes, validator, given.places())
