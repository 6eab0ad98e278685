"""SHACL property paths (SHACL 2.3.1) as rdflib's path objects, and back to text and triples."""

from collections.abc import Callable, Iterable
from typing import Final, Literal

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.paths import Path as PropertyPath
from rdflib.term import Node

from cybernorms.namespaces import RDF, SH
from cybernorms.terms import shorten

Step = URIRef | PropertyPath

_REPEATS: Final[tuple[tuple[URIRef, Literal["*", "+", "?"]], ...]] = (
    (SH.zeroOrMorePath, "*"),
    (SH.oneOrMorePath, "+"),
    (SH.zeroOrOnePath, "?"),
)


def read_path(graph: Graph, node: Node) -> Step:
    """Read a path from its triples. Raises ValueError when they are no path."""
    if isinstance(node, URIRef):
        return node
    if (node, RDF.rest, None) in graph:
        return SequencePath(*_members(graph, node))
    if (inverse := graph.value(node, SH.inversePath)) is not None:
        return InvPath(read_path(graph, inverse))
    if (alternatives := graph.value(node, SH.alternativePath)) is not None:
        return AlternativePath(*_members(graph, alternatives))
    for property_, sign in _REPEATS:
        if (repeated := graph.value(node, property_)) is not None:
            return MulPath(read_path(graph, repeated), sign)
    raise ValueError("a result path is no SHACL property path")


def write_path(path: Step, name: Callable[[Node], str] = shorten) -> str:
    """Write a path in SPARQL's notation; ``name`` writes the IRIs, by default with prefixes."""
    match path:
        case SequencePath():
            return "/".join(_grouped(step, name) for step in path.args)
        case AlternativePath():
            return "|".join(_grouped(step, name) for step in path.args)
        case InvPath():
            return "^" + _grouped(path.arg, name)
        case MulPath():
            return _grouped(path.path, name) + str(path.mod)
    return name(URIRef(str(path)))


def add_path(graph: Graph, path: Step) -> Node:
    """State a path's triples in a graph and give the node that stands for it."""
    match path:
        case SequencePath():
            return _list(graph, path.args)
        case AlternativePath():
            return _node(graph, SH.alternativePath, _list(graph, path.args))
        case InvPath():
            return _node(graph, SH.inversePath, add_path(graph, path.arg))
        case MulPath():
            property_ = next(term for term, sign in _REPEATS if sign == path.mod)
            return _node(graph, property_, add_path(graph, path.path))
    return URIRef(str(path))


def properties_of(path: Step) -> set[URIRef]:
    """List the properties that a path is made of."""
    match path:
        case SequencePath() | AlternativePath():
            return {property_ for step in path.args for property_ in properties_of(step)}
        case InvPath():
            return properties_of(path.arg)
        case MulPath():
            return properties_of(path.path)
    return {URIRef(str(path))}


def first_properties(path: Step) -> list[URIRef]:
    """List the properties by which a path can leave a node."""
    match path:
        case SequencePath():
            return first_properties(path.args[0])
        case AlternativePath():
            return [property_ for step in path.args for property_ in first_properties(step)]
        case InvPath():
            return []
        case MulPath():
            return first_properties(path.path)
    return [URIRef(str(path))]


def _members(graph: Graph, head: Node) -> list[Step]:
    return [read_path(graph, item) for item in graph.items(head)]


def _grouped(path: Step, name: Callable[[Node], str]) -> str:
    text = write_path(path, name)
    return f"({text})" if isinstance(path, SequencePath | AlternativePath) else text


def _node(graph: Graph, property_: URIRef, value: Node) -> BNode:
    node = BNode()
    graph.add((node, property_, value))
    return node


def _list(graph: Graph, steps: Iterable[Step]) -> BNode:
    head = BNode()
    Collection(graph, head, [add_path(graph, step) for step in steps])
    return head
