"""Judging a few files on top of our own graph, as an author or a submitter asks for."""

from dataclasses import replace
from itertools import chain
from typing import Final

from rdflib import Graph
from rdflib.term import Node

from cybernorms.namespaces import GRAPH, GRAPH_ONTOLOGY, GRAPH_SHAPES, RDF, SH
from cybernorms.sources import DEFINITIONS, Document, Sources
from cybernorms.validation.cells import with_cells
from cybernorms.validation.contradictions import derive
from cybernorms.validation.engines import validate
from cybernorms.validation.profiles import CORE, Profile, choose_profile
from cybernorms.validation.references import validate_references
from cybernorms.validation.repeats import without_echoes, without_repeats
from cybernorms.validation.report import Report, Severity, make_report
from cybernorms.validation.stages import (
    authoring_view,
    validate_definitions,
    validate_sent,
)
from cybernorms.validation.submissions import validate_submission

FOREIGN: Final = GRAPH["submission/file"]


def validate_files(
    own: Sources,
    given: Sources,
    *,
    validator: str,
    reasoner: str,
    profile: str = CORE,
    base: str | None = None,
    vouched: bool = True,
    shapes: Graph | None = None,
) -> Report:
    """Judge what the given files state, in the company of our own graph.

    Only nodes that the given files state are reported. They may refer to anything that we state or
    they do. ``profile`` is "name" or "name@version". By ``core`` files are judged as an author's:
    what a file outside the checkout types is taken from that file alone, so that a changed copy of
    one of our files is judged as it would be in its place; a subject that it only adds to keeps
    what we say of it; files of the ontology, the shapes and the questions are judged as
    definitions. By any other profile the files are somebody else's, who describes what lies below
    ``base`` and nothing of ours; what we have below a ``vouched`` base they replace. ``shapes``,
    when given, replace all that a profile asks for. Cells of spreadsheets that could not be read
    are results too.

    By a profile the closure is judged too unless what was written already fails. Raises InputError
    for an unknown profile, EngineError when a verdict cannot be had.
    """
    if shapes is not None:
        report = _validate_by(shapes, own, given, validator)
        return with_cells(report, given, own.graph(GRAPH_SHAPES))
    chosen = choose_profile(own, profile)
    if chosen.foreign:
        report = validate_submission(
            own, given, chosen, base, vouched=vouched, validator=validator, reasoner=reasoner
        )
    else:
        report = _validate_authored(own, given, chosen, validator=validator, reasoner=reasoner)
    return with_cells(without_echoes(report), given, own.graph(GRAPH_SHAPES))


def _validate_by(shapes: Graph, own: Sources, given: Sources, validator: str) -> Report:
    """Judge by shapes of the caller's, with every result that they have for what was given."""
    together, places = _in_place(own, given), given.places()
    ontology, data = together.graph(GRAPH_ONTOLOGY), given.graph(*given.names())
    view = authoring_view(chain(together.data(), data), ontology)
    judged = validate(view, shapes, validator, places)
    # Targets reach into our graph too; what only we state was not given, whoever refers to it.
    ours = {*together.data().subjects(), *ontology.subjects()}
    named = {*data.objects(), *shapes.objects(None, SH.targetNode)}
    about = {*data.subjects(), *(named - ours)}
    # Whether data conforms to these shapes, no other check decides.
    hints = (
        replace(result, severity=Severity.WARNING)
        for result in validate_references(data, ours, places).results
    )
    told = (result for result in judged.results if result.focus_node in about)
    return make_report(chain(told, hints))


def _validate_authored(
    own: Sources,
    given: Sources,
    profile: Profile,
    *,
    validator: str,
    reasoner: str,
) -> Report:
    together = _in_place(own, given)
    places, ontology = given.places(), together.graph(GRAPH_ONTOLOGY)
    sent = {triple[0] for document in given.documents for triple in document.triples}
    report = contradictions = Report()
    if any(document.name in DEFINITIONS for document in given.documents):
        report += validate_definitions(together, validator)
    view = authoring_view(together.data(), ontology)
    judged = validate_sent(view, profile.written_shapes(together), sent, validator, places)
    stated = (*together.data().subjects(), *ontology.subjects())
    report += without_repeats(judged, validate_references(given.data(), stated, places))
    if report.conforms:
        asserted, shapes = together.asserted(), profile.closure_shapes(together)
        inferred, contradictions = derive(asserted, reasoner, together.places(), places)
        for triple in inferred:
            view.add(triple)
        report += validate_sent(view, shapes, sent, validator, places)
    told = make_report(result for result in report.results if result.focus_node in sent)
    return told + contradictions


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
