"""VoID of endpoints that publish none: counted by asking them, as far as they can count in time."""

from typing import Final

from rdflib import BNode, Literal, URIRef

from cybernorms.federation.contract.endpoint import Endpoint, is_writable
from cybernorms.federation.contract.found import FailedError
from cybernorms.federation.contract.holdings import find_whole
from cybernorms.namespaces import DCTERMS, RDF, VOID

_MOST: Final = 1000
_CLASSES: Final = (
    "SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } "
    f"GROUP BY ?term ORDER BY DESC(?n) LIMIT {_MOST}"
)
_PROPERTIES: Final = (
    "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } "
    f"GROUP BY ?term ORDER BY DESC(?n) LIMIT {_MOST}"
)
_NOTE: Final = Literal("Counted by queries, for the endpoint publishes no VoID.", lang="en")


def count_contents(endpoint: Endpoint) -> bool:
    """Add to the description of an endpoint without VoID what queries count there, if they can.

    An endpoint that can not count so much in time is left without; so is one that has more terms
    than are listed, for what is not listed counts as not there.
    """
    if find_whole(endpoint.description, endpoint.url) is not None:
        return False
    try:
        classes = _counted(endpoint, _CLASSES)
        properties = _counted(endpoint, _PROPERTIES)
    except FailedError:
        return False
    if not properties or max(len(classes), len(properties)) >= _MOST:
        return False
    graph, whole = endpoint.description, BNode()
    graph.add((whole, RDF.type, VOID.Dataset))
    graph.add((whole, VOID.sparqlEndpoint, URIRef(endpoint.url)))
    graph.add((whole, DCTERMS.provenance, _NOTE))
    graph.add((whole, VOID.triples, Literal(sum(properties.values()))))
    for link, name, counted, parts in (
        (VOID.classPartition, VOID["class"], VOID.entities, classes),
        (VOID.propertyPartition, VOID.property, VOID.triples, properties),
    ):
        for term, number in parts.items():
            part = BNode()
            graph.add((whole, link, part))
            graph.add((part, name, URIRef(term)))
            graph.add((part, counted, Literal(number)))
    return True


def _counted(endpoint: Endpoint, query: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in endpoint.rows(query):
        term, number = row.get("term"), row.get("n")
        if term and number and number.value.isdecimal() and is_writable(term.value):
            found[term.value] = int(number.value)
    return found
