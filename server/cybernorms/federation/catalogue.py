"""The registry as RDF: a catalogue of data services (DCAT 3) with the results of their tests.

Results are assertions of EARL 1.0 and measurements of the Data Quality Vocabulary; what federation
engines have to know is told by the vocabulary of HeFQUIN (http://w3id.org/hefquin/feddesc#).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.federation.contract import CHECKS
from cybernorms.federation.entries import Entry
from cybernorms.federation.history import Trial
from cybernorms.federation.registry import STATUSES, Change
from cybernorms.namespaces import (
    ADMS,
    BASE,
    DCAT,
    DCTERMS,
    DQV,
    EARL,
    FEDDESC,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SKOS,
    VOID,
    XSD,
)

FEDERATION: Final = URIRef(BASE + "federation")

_Triple = tuple[Node, Node, Node]
_SERVER: Final = URIRef(BASE + "sparql")
_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")
_METRICS: Final = {
    "passed": ("Share of the checks that apply which the last test passed", XSD.decimal),
    "availability": ("Share of the last tests in which the endpoint answered", XSD.decimal),
    "milliseconds": ("Milliseconds of the simplest query in the last test", XSD.integer),
}


def member_iri(name: str) -> URIRef:
    """Name a member of the federation."""
    return FEDERATION + f"/members/{name}"


def describe_federation(entries: Iterable[Entry]) -> Graph:
    """Describe all members that are published, and what they are tested by."""
    graph = _empty()
    for triple in _scheme():
        graph.add(triple)
    for entry in entries:
        graph.add((FEDERATION, DCAT.service, member_iri(entry.member.name)))
        graph += describe_member(entry)
    return graph


def describe_member(entry: Entry) -> Graph:
    """Describe one member: its service, what it holds, its last test, and how it came here."""
    graph, member = _empty(), member_iri(entry.member.name)
    for triple in _service(member, entry):
        graph.add(triple)
    if entry.tests:
        for triple in (*_holdings(member, entry), *_assertions(member, entry.tests[0])):
            graph.add(triple)
        for triple in _measurements(member, entry):
            graph.add(triple)
    for number, change in enumerate(entry.changes, 1):
        for triple in _change(member, number, change):
            graph.add(triple)
    return graph


def _empty() -> Graph:
    graph = Graph()
    spaces = {"adms": ADMS, "dqv": DQV, "earl": EARL, "fd": FEDDESC}
    for prefix, space in {**PREFIXES, **spaces}.items():
        graph.bind(prefix, space)
    return graph


def _scheme() -> Iterator[_Triple]:
    yield FEDERATION, RDF.type, DCAT.Catalog
    yield FEDERATION, DCTERMS.title, Literal("Federation of cybernorms", lang="en")
    for status in STATUSES:
        yield _part(FEDERATION, status), RDF.type, SKOS.Concept
        yield _part(FEDERATION, status), SKOS.prefLabel, Literal(status, lang="en")
    for name, (label, datatype) in _METRICS.items():
        metric = _part(FEDERATION, name)
        yield metric, RDF.type, DQV.Metric
        yield metric, SKOS.definition, Literal(label, lang="en")
        yield metric, DQV.expectedDataType, datatype
    for check in CHECKS:
        criterion = _part(FEDERATION, f"check-{check.name}")
        yield criterion, RDF.type, EARL.TestRequirement
        yield criterion, DCTERMS.title, Literal(check.title, lang="en")
        yield criterion, DCTERMS.description, Literal(check.advice, lang="en")


def _service(node: URIRef, entry: Entry) -> Iterator[_Triple]:
    member = entry.member
    yield node, RDF.type, DCAT.DataService
    yield node, DCTERMS.identifier, Literal(member.name)
    yield node, ADMS.status, _part(FEDERATION, member.status)
    if not entry.changes:  # nothing is told of what has not answered
        return
    endpoint, interface = URIRef(member.endpoint), _part(node, "interface")
    yield node, RDF.type, FEDDESC.FederationMember
    yield node, DCTERMS.title, Literal(member.title)
    yield node, DCTERMS.issued, _time(member.joined)
    yield node, DCTERMS.conformsTo, _PROTOCOL
    yield node, DCAT.endpointURL, endpoint
    yield node, DCAT.endpointDescription, endpoint
    yield node, FEDDESC.serviceURI, endpoint
    yield node, FEDDESC.interface, interface
    yield interface, RDF.type, FEDDESC.SPARQLEndpointInterface
    yield interface, FEDDESC.endpointAddress, endpoint


def _holdings(node: URIRef, entry: Entry) -> Iterator[_Triple]:
    held, data = entry.tests[0].examination.holdings, _part(node, "data")
    if not held.statements:
        return
    yield node, DCAT.servesDataset, data
    yield data, RDF.type, DCAT.Dataset
    yield data, RDF.type, VOID.Dataset
    yield data, DCTERMS.title, Literal(entry.member.title)
    yield data, VOID.sparqlEndpoint, URIRef(entry.member.endpoint)
    yield data, VOID.triples, _integer(held.statements)
    for licence in held.licences:
        yield data, DCTERMS.license, URIRef(licence)


def _assertions(node: URIRef, test: Trial) -> Iterator[_Triple]:
    for result in test.examination.results:
        assertion = _part(node, f"check-{result.check}")
        outcome = _part(node, f"result-{result.check}")
        yield assertion, RDF.type, EARL.Assertion
        yield assertion, EARL.assertedBy, _SERVER
        yield assertion, EARL.subject, node
        yield assertion, EARL.test, _part(FEDERATION, f"check-{result.check}")
        yield assertion, EARL.mode, EARL.automatic
        yield assertion, EARL.result, outcome
        yield outcome, RDF.type, EARL.TestResult
        yield outcome, EARL.outcome, EARL[result.outcome]
        yield outcome, DCTERMS.description, Literal(result.found, lang="en")
        yield outcome, DCTERMS.date, _time(test.time)


def _measurements(node: URIRef, entry: Entry) -> Iterator[_Triple]:
    found = entry.tests[0].examination
    applied = found.count("passed") + found.count("failed")
    values = {
        "passed": f"{found.count('passed') / applied:.3f}",
        "availability": f"{entry.answered / len(entry.tests):.3f}",
        "milliseconds": str(found.milliseconds) if found.answered else None,
    }
    for name, value in values.items():
        if value is not None:
            measurement = _part(node, name)
            yield node, DQV.hasQualityMeasurement, measurement
            yield measurement, RDF.type, DQV.QualityMeasurement
            yield measurement, DQV.isMeasurementOf, _part(FEDERATION, name)
            yield measurement, DQV.computedOn, node
            yield measurement, DQV.value, Literal(value, datatype=_METRICS[name][1])
            yield measurement, PROV.generatedAtTime, _time(entry.tests[0].time)


def _change(node: URIRef, number: int, change: Change) -> Iterator[_Triple]:
    activity = _part(node, f"change-{number}")
    yield activity, RDF.type, PROV.Activity
    yield activity, PROV.used, node
    yield activity, PROV.endedAtTime, _time(change.time)
    yield activity, ADMS.status, _part(FEDERATION, change.status)
    if change.reason:
        yield activity, RDFS.comment, Literal(change.reason)


def _part(node: URIRef, name: str) -> URIRef:
    return URIRef(f"{node}#{name}")


def _time(moment: datetime) -> Literal:
    return Literal(moment.isoformat(timespec="seconds"), datatype=XSD.dateTime)


def _integer(number: int) -> Literal:
    return Literal(number, datatype=XSD.integer)
