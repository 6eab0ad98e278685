"""RDF documents in any syntax as quads, every lexical form as it was written."""

import re
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import MalformedRequestError, Position, RdfSyntaxError
from cybernorms.namespaces import XSD
from cybernorms.sources import typed_literal

_FORMATS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
# Entities made of entities grow exponentially, and no RDF/XML that is meant well needs them.
_NESTED_ENTITY: Final = re.compile(rb"<!ENTITY[^>]*&")


def parse_graph(
    content: bytes, media_type: str, graph: str, source: str
) -> set[tuple[Node, Node, Node]]:
    """Read the triples of one graph.

    ``media_type`` is a canonical one of protocol.negotiation.GRAPHS; relative IRIs are resolved
    against ``graph`` (Graph Store Protocol 4.1), and blank nodes get labels that no other document
    has. Statements of another named graph do not fit. Nothing is fetched: a JSON-LD context has to
    be in the document. ``source`` names the document in messages.

    Raises RdfSyntaxError, and MalformedRequestError for another graph, triple terms and entities
    within entities.
    """
    if media_type == "application/rdf+xml" and _NESTED_ENTITY.search(content):
        raise MalformedRequestError(f"{source}: an entity refers to an entity; write it out")
    name, triples = ox.NamedNode(graph), set()
    try:
        for quad in ox.parse(
            content, format=_FORMATS[media_type], base_iri=graph, rename_blank_nodes=True
        ):
            if quad.graph_name not in {ox.DefaultGraph(), name}:
                raise MalformedRequestError(
                    f"{source} has statements of {quad.graph_name}, and the request is about "
                    f"<{graph}> alone; send each graph by itself, or several as an update"
                )
            triples.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    except SyntaxError as error:
        place = Position(error.lineno, error.offset or 1) if error.lineno else None
        raise RdfSyntaxError(source, error.msg, place) from None
    except ValueError as error:
        raise MalformedRequestError(f"{source}: {error}") from None
    return triples


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language or term.datatype.value == str(XSD["string"]):
            return Literal(term.value, lang=term.language)
        return typed_literal(term.value, URIRef(term.datatype.value))
    raise MalformedRequestError("triple terms can not be stored here")
