"""Checks of what an endpoint says of itself: Service Description, VoID, licence."""

from collections.abc import Mapping
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.federation.contract.endpoint import (
    Endpoint,
    is_writable,
    read_graph,
    require_success,
)
from cybernorms.federation.contract.found import FailedError, InapplicableError
from cybernorms.federation.contract.holdings import (
    find_whole,
    read_holdings,
    read_number,
    read_parts,
)
from cybernorms.namespaces import DCAT, DCTERMS, RDF, SD, VOID

TOLERANCE: Final = 0.1
"""By which share a count may differ from what VoID says: data grow between two descriptions."""

_PLACES: Final = ("/.well-known/void", "/void")
_SAMPLED: Final = 3
_OPEN: Final = (
    "creativecommons.org/publicdomain/zero/",
    "creativecommons.org/licenses/by/",
    "opendatacommons.org/licenses/by/",
    "opendatacommons.org/licenses/pddl/",
)
_TERMS: Final = " ".join(
    f"<{VOID[name]}>"
    for name in (
        *("triples", "sparqlEndpoint", "subset", "classPartition", "class", "entities"),
        *("propertyPartition", "property", "uriSpace", "vocabulary", "classes", "properties"),
    )
)
_INSIDE: Final = (
    f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?p {{ {_TERMS} }} {{ ?s ?p ?o }} UNION "
    "{ GRAPH ?g { ?s ?p ?o } } }"
)
_LICENCES: Final = (
    f"CONSTRUCT {{ ?d <{DCTERMS.license}> ?l }} {{ VALUES ?c {{ <{VOID.Dataset}> "
    f"<{DCAT.Dataset}> }} ?d a ?c ; <{DCTERMS.license}> ?l }} LIMIT 10"
)


def describes_itself(endpoint: Endpoint) -> str:
    """Fetch the Service Description (SPARQL 1.1 Service Description 2)."""
    graph = read_graph(require_success(endpoint.fetch(endpoint.url)))
    if (None, RDF.type, SD.Service) not in graph and (None, SD.endpoint, None) not in graph:
        raise FailedError(f"{len(graph)} statements came, and none describes an sd:Service")
    endpoint.description += graph
    return f"{len(graph)} statements came"


def names_itself(endpoint: Endpoint) -> str:
    """Look for sd:endpoint with the URL that is asked."""
    named = sorted({str(value) for value in endpoint.description.objects(None, SD.endpoint)})
    if not len(endpoint.description):
        raise InapplicableError("there is no Service Description")
    if endpoint.url not in named:
        raise FailedError(f"the address in sd:endpoint is {', '.join(named)[:300] or 'missing'}")
    return "the address in sd:endpoint is the URL that is asked"


def has_void(endpoint: Endpoint) -> str:
    """Look for VoID in the Service Description, where it belongs on the host, and in the data."""
    places = []
    for place in _PLACES:
        try:
            graph = read_graph(require_success(endpoint.fetch(place)))
        except FailedError:
            continue
        if (None, VOID.triples, None) in graph:
            endpoint.description += graph
            places.append(place)
            break
    if not places:
        try:
            graph = endpoint.graph(_INSIDE)
            if (None, VOID.triples, None) in graph:
                endpoint.description += graph
                places.append("the data")
        except FailedError:
            pass
    if (None, VOID.triples, None) not in endpoint.description:
        raise FailedError(f"nothing with void:triples, neither there nor at {', '.join(_PLACES)}")
    return f"found in {places[0] if places else 'the Service Description'}"


def counts_statements(endpoint: Endpoint) -> str:
    """Compare void:triples of the whole with a count."""
    said = read_number(endpoint.description, _whole(endpoint), VOID.triples)
    return _compare(said, _count(endpoint, "?s ?p ?o"), "statements")


def counts_parts(endpoint: Endpoint) -> str:
    """Compare the counts of some classes and properties with those of VoID."""
    graph, whole = endpoint.description, _whole(endpoint, VOID.classPartition)
    classes = read_parts(graph, whole, VOID.classPartition, VOID["class"], VOID.entities)
    properties = read_parts(graph, whole, VOID.propertyPartition, VOID.property, VOID.triples)
    if not classes and not properties:
        raise FailedError("VoID has neither void:classPartition nor void:propertyPartition")
    compared = [
        *((iri, said, f"?s a <{iri}>", "DISTINCT ?s") for iri, said in _sample(classes)),
        *((iri, said, f"?s <{iri}> ?o", "*") for iri, said in _sample(properties)),
    ]
    for iri, said, pattern, counted in compared:
        _compare(said, _count(endpoint, pattern, counted), f"of <{iri}>")
    return f"the counts of {len(compared)} classes and properties are as VoID says"


def is_licensed(endpoint: Endpoint) -> str:
    """Look for a licence that lets others join the data: CC0, CC BY or their kin."""
    if (None, DCTERMS.license, None) not in endpoint.description:
        endpoint.description += endpoint.graph(_LICENCES)
    found = read_holdings(endpoint.description, endpoint.url).licences
    if not found:
        raise FailedError("no dcterms:license is told")
    other = sorted(iri for iri in found if not any(known in iri for known in _OPEN))
    if other:
        raise FailedError(f"the licence in dcterms:license is {other[0][:200]}")
    return f"the licence in dcterms:license is {', '.join(sorted(found))[:300]}"


def _whole(endpoint: Endpoint, having: URIRef = VOID.triples) -> Node:
    found = find_whole(endpoint.description, endpoint.url, having)
    if found is None:
        raise InapplicableError("there is no VoID")
    return found


def _sample(parts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Take some that lie far apart, always the same."""
    found = sorted(item for item in parts.items() if is_writable(item[0]))
    return found[:: max(len(found) // _SAMPLED, 1)][:_SAMPLED]


def _count(endpoint: Endpoint, pattern: str, counted: str = "*") -> int:
    try:
        return endpoint.number(f"SELECT (COUNT({counted}) AS ?n) {{ {pattern} }}")
    except FailedError as error:
        raise InapplicableError(f"it could not be counted: {error}") from None


def _compare(said: int, counted: int, what: str) -> str:
    if abs(said - counted) > max(TOLERANCE * max(said, counted), 1):
        raise FailedError(f"VoID says {said:,} {what}, and {counted:,} were counted")
    return f"VoID says {said:,} {what}, and {counted:,} were counted"
