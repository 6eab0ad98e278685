"""What an endpoint holds, as its VoID tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import DCTERMS, VOID

_SHOWN: Final = 30
_PARTS: Final = (VOID.classPartition, VOID.propertyPartition, VOID.subset)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many statements, classes with their resources, properties with their statements.

    Of classes and properties those that have most, by IRI. Without VoID they were ``counted``.
    """

    statements: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    licences: tuple[str, ...] = ()
    counted: bool = False


def read_holdings(description: Graph, endpoint: str, *, counted: bool = False) -> Holdings:
    """Sum up the VoID of an endpoint."""
    whole = find_whole(description, endpoint)
    parted = find_whole(description, endpoint, VOID.classPartition)
    if whole is None or parted is None:
        return Holdings(licences=_licences(description))
    classes = read_parts(description, parted, VOID.classPartition, VOID["class"], VOID.entities)
    link = VOID.propertyPartition
    properties = read_parts(description, parted, link, VOID.property, VOID.triples)
    return Holdings(
        read_number(description, whole, VOID.triples),
        _largest(classes),
        _largest(properties),
        _licences(description),
        counted,
    )


def find_whole(graph: Graph, endpoint: str, having: URIRef = VOID.triples) -> Node | None:
    """Find the description of all that an endpoint has: the largest that is no part of another.

    If some are ``having`` a property, it is one of these; None without VoID.
    """
    parts = {part for link in _PARTS for part in graph.objects(None, link)}
    sized = set(graph.subjects(VOID.triples, None)) - parts
    having_it = {node for node in sized if (node, having, None) in graph} or sized
    url = URIRef(endpoint)
    own = {node for node in having_it if (node, VOID.sparqlEndpoint, url) in graph}
    found = own or having_it
    return max(
        found, key=lambda node: (read_number(graph, node, VOID.triples), str(node)), default=None
    )


def read_number(graph: Graph, node: Node, property_: URIRef) -> int:
    """Read a count; 0 for none."""
    value = graph.value(node, property_)
    return value.value if isinstance(value, Literal) and isinstance(value.value, int) else 0


def read_parts(
    graph: Graph, whole: Node, link: URIRef, name: URIRef, counted: URIRef
) -> dict[str, int]:
    """Read the partitions of a data set by class or property, with the count of each."""
    found = (
        (term, part)
        for part in graph.objects(whole, link)
        if isinstance(term := graph.value(part, name), URIRef) and (part, counted, None) in graph
    )
    return {str(term): read_number(graph, part, counted) for term, part in found}


def _largest(parts: Mapping[str, int]) -> dict[str, int]:
    ordered = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:_SHOWN])


def _licences(graph: Graph) -> tuple[str, ...]:
    found = graph.objects(None, DCTERMS.license)
    return tuple(sorted({str(value) for value in found if isinstance(value, URIRef)}))[:_SHOWN]
