"""The receipt of a submission: what an institution holds in hand, as JSON and as RDF."""

from collections.abc import Iterable
from typing import Any

from rdflib import Graph, Literal, URIRef

from cybernorms.namespaces import BASE, DCTERMS, PROV, RDF, RDFS, SPDX, XSD
from cybernorms.sources import merge
from cybernorms.submissions.acceptance import CANONICALISATION
from cybernorms.submissions.record import Event, Record, account_iri


def as_receipt(record: Record, events: Iterable[Event]) -> dict[str, Any]:
    """Give the receipt as the JSON document has it; addresses begin at the server's root."""
    judgement = record.judgement
    place = f"/submissions/{record.id}"
    return {
        "id": record.id,
        "iri": str(record.iri),
        "institution": record.institution,
        "dataset": record.dataset,
        "state": record.state,
        "received": record.received.isoformat(),
        "files": [
            {"name": file.name, "format": file.format, "bytes": file.size} for file in record.files
        ],
        "payload": {"algorithm": "SHA-256", "digest": record.sha256},
        "statements": None
        if record.digest is None
        else {
            "canonicalization": "RDFC-1.0",
            "algorithm": "SHA-256",
            "digest": record.digest,
            "triples": record.triples,
            "data": f"{place}/data",
        },
        "profile": judgement.profile if judgement else record.profile,
        "judgement": None
        if judgement is None
        else {
            "conforms": judgement.conforms,
            "time": judgement.time.isoformat(),
            "counts": dict(judgement.counts),
            "versions": {name: dict(version) for name, version in judgement.versions.items()},
            "report": f"{place}/report",
        },
        "problem": record.problem["detail"] if record.problem else None,
        "graph": str(record.graph),
        "quarantine": str(record.quarantine),
        "transaction": record.transaction,
        "snapshot": record.snapshot,
        "revises": record.revises,
        "events": [
            {
                "time": event.time.isoformat(),
                "actor": event.actor,
                "kind": event.kind,
                "reason": event.reason,
            }
            for event in events
        ],
    }


def as_graph(record: Record, events: Iterable[Event]) -> Graph:
    """Give the receipt as RDF: an entity, its checksums, and what happened as activities."""
    graph = merge([])
    graph.bind("spdx", SPDX)
    entity = record.iri
    graph.add((entity, RDF.type, PROV.Entity))
    graph.add((entity, DCTERMS.identifier, Literal(record.id)))
    graph.add((entity, RDFS.label, Literal(f"{record.institution}/{record.dataset}")))
    graph.add((entity, PROV.wasAttributedTo, account_iri(record.institution)))
    received = Literal(record.received.isoformat(), datatype=XSD.dateTime)
    graph.add((entity, PROV.generatedAtTime, received))
    graph.add((entity, DCTERMS.type, Literal(record.state)))
    _add_checksum(graph, entity, "payload", record.sha256)
    if record.digest:
        digest = _add_checksum(graph, entity, "digest", record.digest)
        graph.add((digest, DCTERMS.conformsTo, CANONICALISATION))
    if record.judgement:
        name, _, version = record.judgement.profile.partition("@")
        profile = URIRef(f"{BASE}shapes/profiles/{name}/{version}")
        graph.add((entity, DCTERMS.conformsTo, profile))
    for event in events:
        activity = URIRef(f"{entity}#event-{event.number}")
        time = Literal(event.time.isoformat(), datatype=XSD.dateTime)
        graph.add((activity, RDF.type, PROV.Activity))
        graph.add((activity, DCTERMS.type, Literal(event.kind)))
        graph.add((activity, PROV.used, entity))
        graph.add((activity, PROV.endedAtTime, time))
        graph.add((activity, PROV.wasAssociatedWith, account_iri(event.actor)))
        if event.reason:
            graph.add((activity, RDFS.comment, Literal(event.reason)))
    return graph


def _add_checksum(graph: Graph, entity: URIRef, name: str, value: str) -> URIRef:
    checksum = URIRef(f"{entity}#{name}")
    graph.add((entity, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(value, datatype=XSD.hexBinary)))
    return checksum
