"""A completeness statement as RDF: where an answer comes from (PROV-O) and what is known (DQV)."""

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.engine import Completeness, Share
from cybernorms.federation.catalogue import FEDERATION, member_iri
from cybernorms.federation.completeness import PATH
from cybernorms.namespaces import BASE, DCAT, DQV, OA, PREFIXES, PROV, RDF, SKOS, XSD

_METRICS: Final = {
    "complete": ("Whether nothing that was wanted is missing", XSD.boolean),
    "truncated": ("Whether there were more rows than were taken", XSD.boolean),
    "requests": ("Requests that were sent, or spared by the cache", XSD.integer),
    "rows": ("Rows that came back", XSD.integer),
    "reply-milliseconds": ("Milliseconds that all replies took in sum", XSD.integer),
    "age": ("Seconds since the oldest reply that was taken from the cache", XSD.decimal),
    "breaker": ("State of the circuit breaker: closed, open or half-open", XSD.string),
}
_Triple = tuple[Node, Node, Node]


def describe_statement(statement: Completeness) -> Graph:
    """Describe an answer, and the part of it that each member has."""
    graph, answer = Graph(), URIRef(f"{BASE}{PATH}{statement.id}")
    for prefix, space in {**PREFIXES, "dqv": DQV}.items():
        graph.bind(prefix, space)
    for triple in (*_scheme(), *_answer(answer, statement)):
        graph.add(triple)
    for number, share in enumerate(statement.shares, 1):
        part = answer + f"#part-{number}"
        graph.add((answer, PROV.wasDerivedFrom, part))
        for triple in _part(part, share):
            graph.add(triple)
    return graph


def _scheme() -> Iterator[_Triple]:
    for name, (definition, datatype) in _METRICS.items():
        metric = _metric(name)
        yield metric, RDF.type, DQV.Metric
        yield metric, SKOS.definition, Literal(definition, lang="en")
        yield metric, DQV.expectedDataType, datatype


def _answer(node: URIRef, statement: Completeness) -> Iterator[_Triple]:
    yield node, RDF.type, PROV.Entity
    yield node, PROV.generatedAtTime, Literal(statement.made)
    yield from _measure(node, "complete", statement.is_complete)
    yield from _measure(node, "truncated", bool(statement.truncated))
    for note in statement.notes:
        yield node, SKOS.note, Literal(note, lang="en")


def _part(node: URIRef, share: Share) -> Iterator[_Triple]:
    source = member_iri(share.member) if share.member else node + "-source"
    yield node, RDF.type, PROV.Entity
    yield node, PROV.hadPrimarySource, source
    yield source, RDF.type, DCAT.DataService
    yield source, DCAT.endpointURL, URIRef(share.endpoint)
    yield from _measure(node, "complete", share.is_complete)
    yield from _measure(node, "truncated", share.truncated)
    yield from _measure(node, "requests", share.requests)
    yield from _measure(node, "rows", share.rows)
    yield from _measure(node, "reply-milliseconds", share.milliseconds)
    yield from _measure(node, "breaker", share.breaker)
    if share.age is not None:
        yield from _measure(node, "age", f"{share.age:.3f}")
    if share.error:
        note, body = node + "-missing", node + "-reason"
        yield node, DQV.hasQualityAnnotation, note
        yield note, RDF.type, DQV.QualityAnnotation
        yield note, OA.hasTarget, node
        yield note, OA.motivatedBy, DQV.qualityAssessment
        yield note, OA.hasBody, body
        yield body, RDF.type, OA.TextualBody
        yield body, RDF.value, Literal(share.error)


def _measure(node: URIRef, name: str, value: bool | int | str) -> Iterator[_Triple]:
    mark = "-" if "#" in node else "#"
    measurement = node + f"{mark}{name}"
    datatype = _METRICS[name][1]
    yield node, DQV.hasQualityMeasurement, measurement
    yield measurement, RDF.type, DQV.QualityMeasurement
    yield measurement, DQV.isMeasurementOf, _metric(name)
    yield measurement, DQV.computedOn, node
    yield measurement, DQV.value, Literal(str(value).lower(), datatype=datatype)


def _metric(name: str) -> URIRef:
    return FEDERATION + f"#{name}"
