"""Judging what others send: their own resources, beside ours and by the profile they choose."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from rdflib import Graph
from rdflib.term import Node

from cybernorms.namespaces import GRAPH_ONTOLOGY, GRAPH_SHAPES, RDFS
from cybernorms.sources import Place, Sources, Triple, merge
from cybernorms.validation.context import context_of
from cybernorms.validation.contradictions import derive
from cybernorms.validation.ownership import (
    declared_bases,
    require_base,
    validate_classes,
    validate_ownership,
)
from cybernorms.validation.profiles import Profile
from cybernorms.validation.reading import in_english
from cybernorms.validation.references import validate_references
from cybernorms.validation.repeats import without_repeats
from cybernorms.validation.report import Report, Result, make_report
from cybernorms.validation.stages import authoring_view, validate_sent


def validate_submission(
    own: Sources,
    given: Sources,
    profile: Profile,
    base: str | None = None,
    *,
    vouched: bool = True,
    validator: str,
    reasoner: str,
) -> Report:
    """Judge files of another institution; only nodes that they state are looked at.

    ``base`` is the address below which they may mint; without it, what their data sets declare as
    void:uriSpace. If it is ``vouched`` for, what we have below it is a former version of what is
    sent. What they state of our resources counts for nothing but a result. Raises as
    ``validate_files`` does, and InputError for a base that is none.
    """
    ontology, places = own.graph(GRAPH_ONTOLOGY), given.places()
    ours: set[Node] = {*own.data().subjects(), *ontology.subjects()}
    ours |= set(own.graph(GRAPH_SHAPES).subjects())
    former = set()
    if base and require_base(base) and vouched:
        former = {node for node in ours if str(node).startswith(base)}
    ours -= former
    theirs = _without(given.data(), ours)
    sent = set(theirs.subjects())
    bases = (base,) if base else declared_bases(theirs)

    def view_of(said: Iterable[Triple], inferred: Iterable[Triple] = ()) -> Graph:
        near = (t for t in context_of(said, own.data()) if t[0] not in former)
        return authoring_view(chain(near, theirs, inferred), ontology)

    view = view_of(theirs)
    report = (
        without_repeats(
            validate_sent(view, profile.written_shapes(own), sent, validator, places),
            validate_references(theirs, ours, places, foreign=True),
        )
        + validate_ownership(given.data(), ours, bases, places)
        + validate_classes(theirs, ontology, profile, places)
    )
    if report.conforms:
        together = Sources((*own.documents, *given.documents))
        asserted = merge([_without(own.asserted(), former), theirs])
        inferred, contradictions = derive(asserted, reasoner, together.places(), places)
        follows = (triple for triple in inferred if triple[0] in sent)
        closed = view_of(chain(theirs, follows), inferred)
        report += contradictions
        report += validate_sent(closed, profile.closure_shapes(own), sent, validator, places)
    return make_report(_completed(result, own, given) for result in report.results)


def _without(data: Graph, subjects: set[Node]) -> Graph:
    if subjects.isdisjoint(data.subjects(unique=True)):
        return data
    return merge([(triple for triple in data if triple[0] not in subjects)])


def _completed(result: Result, own: Sources, given: Sources) -> Result:
    """Add the reason of a rule that is no shape, and a place to what concerns all that was sent."""
    if result.reason is None:
        reasons = own.graph(GRAPH_SHAPES).objects(result.source_shape, RDFS.comment)
        result = replace(result, reason=in_english(reasons))
    if not result.places and not result.value_places and given.documents:
        result = replace(result, places=(Place(given.documents[0].file, 1, 1),))
    return result
