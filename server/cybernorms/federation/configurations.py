"""The federation as configuration of engines that ask all of it: Comunica, FedX, HeFQUIN."""

import json
from collections.abc import Iterable

from rdflib import Graph, Literal, URIRef

from cybernorms.federation.registry import Member
from cybernorms.namespaces import FEDDESC, FEDX, RDF, SD


def comunica(own: str, members: Iterable[Member]) -> str:
    """Write the context of a query of Comunica, as its --context takes it.

    ``own`` is the address of our own endpoint, the first source.
    """
    addresses = (own, *(member.endpoint for member in members))
    sources = [{"type": "sparql", "value": address} for address in addresses]
    return json.dumps({"sources": sources}, indent=2) + "\n"


def fedx(own: str, members: Iterable[Member]) -> str:
    """Write the data configuration of RDF4J's FedX, in Turtle."""
    graph = _graph("fedx", str(FEDX))
    for address in (own, *(member.endpoint for member in members)):
        node = URIRef(address)
        graph.add((node, RDF.type, SD.Service))
        graph.add((node, FEDX.store, Literal("SPARQLEndpoint")))
        graph.add((node, SD.endpoint, Literal(address)))
        graph.add((node, FEDX.supportsASKQueries, Literal(True)))
    return graph.serialize(format="turtle")


def hefquin(own: str, members: Iterable[Member]) -> str:
    """Write the federation description of HeFQUIN, in Turtle."""
    graph = _graph("fd", str(FEDDESC))
    for address in (own, *(member.endpoint for member in members)):
        node, interface = URIRef(f"{address}#member"), URIRef(f"{address}#interface")
        graph.add((node, RDF.type, FEDDESC.FederationMember))
        graph.add((node, FEDDESC.serviceURI, URIRef(address)))
        graph.add((node, FEDDESC.interface, interface))
        graph.add((interface, RDF.type, FEDDESC.SPARQLEndpointInterface))
        graph.add((interface, FEDDESC.endpointAddress, URIRef(address)))
    return graph.serialize(format="turtle")


def _graph(prefix: str, space: str) -> Graph:
    graph = Graph()
    graph.bind(prefix, space)
    graph.bind("sd", str(SD))
    return graph
