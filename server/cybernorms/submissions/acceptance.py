"""Acceptance and retraction as changes of the graph, with their provenance (PROV-O 3).

The journal alone says what is accepted. Beside the statements themselves a change writes, into a
graph that no account owns, the submission, the review, and what it takes the place of.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.journal import Change, Quad, Written
from cybernorms.namespaces import (
    BASE,
    DCTERMS,
    GRAPH_SUBMISSIONS,
    OWL,
    PROV,
    RDF,
    RDFS,
    SPDX,
    SUBMISSIONS,
    XSD,
)
from cybernorms.sources import Triple
from cybernorms.submissions.record import Event, Record, State, account_iri

CANONICALISATION: Final = URIRef("https://www.w3.org/TR/rdf-canon/")
_DEPRECATED: Final = (OWL.deprecated, Literal("true", datatype=XSD.boolean))


def accept(record: Record, statements: Iterable[Triple], approval: Event, now: Written) -> Change:
    """Put a submission's statements in the place of whatever is in its graph.

    ``approval`` is the curator's decision. What the graph stated before and does not any more is
    marked as deprecated.
    """
    graph, said = record.graph, set(statements)
    review = URIRef(f"{record.iri}#review")
    former = _current(record, now)
    about = {
        *_description(record),
        *_activity(review, approval),
        (review, PROV.used, record.iri),
        (graph, PROV.wasDerivedFrom, record.iri),
    }
    gone: set[Triple] = set()
    if former is not None:
        about |= {(record.iri, PROV.wasRevisionOf, former), *_end(former, review, approval)}
        gone = {(graph, PROV.wasDerivedFrom, former)}
    return _change(record, said, about, gone, now)


def retract(record: Record, asked: Event, now: Written) -> Change:
    """Empty the graph of an accepted submission; what it stated is marked as deprecated."""
    retraction = URIRef(f"{record.iri}#retraction")
    about = {*_activity(retraction, asked), *_end(record.iri, retraction, asked)}
    return _change(record, set(), about, {(record.graph, PROV.wasDerivedFrom, record.iri)}, now)


def held_graphs(now: Written) -> dict[URIRef, URIRef]:
    """Give the graphs that accepted submissions hold, each with its submission."""
    return {
        URIRef(str(graph)): URIRef(str(submission))
        for name, provenance in now.graphs.items()
        if name.startswith(GRAPH_SUBMISSIONS)
        for graph, submission in provenance.subject_objects(PROV.wasDerivedFrom)
    }


def whereabouts(record: Record, now: Written) -> tuple[State, int] | None:
    """Tell what the journal made of a submission, and by which transaction; None for nothing."""
    provenance = now.graphs.get(record.provenance, ())
    if (record.iri, RDF.type, PROV.Entity) not in provenance:
        return None
    number = now.stated[record.provenance][record.iri]
    if (record.graph, PROV.wasDerivedFrom, record.iri) in provenance:
        return "accepted", number
    retraction = URIRef(f"{record.iri}#retraction")
    by = (record.iri, PROV.wasInvalidatedBy, retraction)
    return ("retracted" if by in provenance else "superseded"), number


def revised_by(record: Record, now: Written) -> str | None:
    """Give the id of the submission whose place one took, by the journal."""
    provenance = now.graphs.get(record.provenance)
    former = provenance.value(record.iri, PROV.wasRevisionOf) if provenance is not None else None
    return None if former is None else str(former).removeprefix(str(SUBMISSIONS))


def _current(record: Record, now: Written) -> URIRef | None:
    return held_graphs(now).get(record.graph)


def _change(
    record: Record, said: set[Triple], about: set[Triple], gone: set[Triple], now: Written
) -> Change:
    before = set(now.graphs.get(record.graph, ()))
    vanished = {(node, *_DEPRECATED) for node in _named(before) - _named(said)}
    back = {(node, *_DEPRECATED) for node in _named(said)}
    return Change(
        frozenset({*_in(record.graph, said), *_in(record.provenance, about | vanished)}),
        frozenset({*_in(record.graph, before - said), *_in(record.provenance, gone | back)}),
    )


def _description(record: Record) -> Iterator[Triple]:
    """Describe a submission as an entity (PROV-O 3.1) with a checksum (SPDX 2.3, 7.9)."""
    entity, checksum = record.iri, URIRef(f"{record.iri}#digest")
    name, _, version = (record.judgement.profile if record.judgement else "").partition("@")
    yield entity, RDF.type, PROV.Entity
    label = f"{record.institution}/{record.dataset}, submission {record.id}"
    yield entity, RDFS.label, Literal(label, lang="en")
    yield entity, DCTERMS.identifier, Literal(record.id)
    yield entity, DCTERMS.isVersionOf, record.graph
    yield entity, PROV.wasAttributedTo, account_iri(record.institution)
    yield account_iri(record.institution), RDF.type, PROV.Agent
    yield entity, PROV.generatedAtTime, _time(record.received.isoformat())
    yield entity, DCTERMS.conformsTo, URIRef(f"{BASE}shapes/profiles/{name}/{version}")
    yield entity, SPDX.checksum, checksum
    yield checksum, RDF.type, SPDX.Checksum
    yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield checksum, SPDX.checksumValue, Literal(record.digest or "", datatype=XSD.hexBinary)
    yield checksum, DCTERMS.conformsTo, CANONICALISATION


def _activity(activity: URIRef, event: Event) -> Iterator[Triple]:
    yield activity, RDF.type, PROV.Activity
    yield activity, PROV.wasAssociatedWith, account_iri(event.actor)
    yield account_iri(event.actor), RDF.type, PROV.Agent
    yield activity, PROV.endedAtTime, _time(event.time.isoformat())
    yield activity, RDFS.comment, Literal(event.reason)


def _end(entity: URIRef, activity: URIRef, event: Event) -> Iterator[Triple]:
    yield entity, PROV.invalidatedAtTime, _time(event.time.isoformat())
    yield entity, PROV.wasInvalidatedBy, activity


def _time(text: str) -> Literal:
    return Literal(text, datatype=XSD.dateTime)


def _named(triples: Iterable[Triple]) -> set[Node]:
    return {triple[0] for triple in triples if not isinstance(triple[0], BNode)}


def _in(graph: URIRef, triples: Iterable[Triple]) -> Iterator[Quad]:
    return ((*triple, graph) for triple in triples)
