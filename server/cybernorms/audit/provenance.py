"""The audit log as provenance (PROV-O), for whoever reads RDF."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.audit.event import Event
from cybernorms.namespaces import BASE, DCTERMS, FOAF, PREFIXES, PROV, RDF, SCHEMA, XSD

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_STATUS: Final = {
    "done": SCHEMA["CompletedActionStatus"],
    "refused": SCHEMA["FailedActionStatus"],
}


def describe_events(events: Iterable[Event]) -> Graph:
    """Tell each event as an activity (PROV-O 3.1) and action of schema.org, without addresses.

    A token acts on behalf of its account; whoever has none keeps the @ before the name. A
    transaction of the journal was informed by the event that led to it.
    """
    graph = Graph(bind_namespaces="none")
    for prefix in ("dcterms", "foaf", "prov", "schema", "xsd"):
        graph.bind(prefix, PREFIXES[prefix])
    for event in events:
        for triple in _event(event):
            graph.add(triple)
    return graph


def _event(event: Event) -> Iterator[tuple[Node, Node, Node]]:
    activity = URIRef(f"{BASE}audit/{event.number}")
    account = URIRef(f"{BASE}account/{event.account}")
    yield activity, RDF.type, PROV.Activity
    yield activity, RDF.type, SCHEMA["Action"]
    yield activity, DCTERMS.type, Literal(event.action)
    yield activity, PROV.endedAtTime, Literal(event.time.isoformat(), datatype=XSD.dateTime)
    yield activity, SCHEMA["actionStatus"], _STATUS[event.outcome]
    yield account, RDF.type, PROV.Agent
    yield account, FOAF.name, Literal(event.account)
    agent = account
    if event.token:
        agent = URIRef(f"{account}#{event.token}")
        yield agent, RDF.type, PROV.SoftwareAgent
        yield agent, PROV.actedOnBehalfOf, account
    yield activity, PROV.wasAssociatedWith, agent
    if event.object:
        is_iri = _IRI.match(event.object)
        named = URIRef(event.object) if is_iri else Literal(event.object)
        yield activity, SCHEMA["object"], named
    if event.detail:
        yield activity, DCTERMS.description, Literal(event.detail)
    if event.request:
        yield activity, DCTERMS.identifier, Literal(event.request)
    if event.transaction is not None:
        transaction = URIRef(f"{BASE}transaction/{event.transaction}")
        yield transaction, PROV.wasInformedBy, activity
