"""Shapes that look at the nodes that were sent and at no others."""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import RDF, RDFS, SH
from cybernorms.sources import Triple, merge

_SENT: Final = URIRef("urn:cybernorms:sent")


def focused(shapes: Graph, view: Graph, sent: Collection[Node]) -> tuple[Graph, list[Triple]]:
    """Point the targets of shapes at what was sent (SHACL 2.1.3).

    Gives the shapes with their targets by class or property replaced by one that takes the objects
    of a marking property, and the marks, which have to be added to the view: SHACL has no target
    for "of these nodes those of that class", and our own graph need not be judged again with
    each submission. ``sent`` are nodes of the view. A target node counts only by itself.
    """
    pointed = merge([])
    targets: dict[Node, set[tuple[Node, Node]]] = {}
    for shape, property_, value in shapes:
        if property_ in _FINDERS:
            targets.setdefault(shape, set()).add((property_, value))
        else:
            pointed.add((shape, property_, value))
    # Shapes that look for the same nodes share a mark.
    marks: dict[frozenset[tuple[Node, Node]], URIRef] = {}
    for shape, wanted in targets.items():
        mark = marks.setdefault(frozenset(wanted), URIRef(f"{_SENT}:{len(marks)}"))
        pointed.add((shape, SH.targetObjectsOf, mark))
    found = [
        (mark, node)
        for wanted, mark in marks.items()
        for node in {n for kind, value in wanted for n in _FINDERS[kind](view, value, sent)}
    ]
    # A subject for each: with one for all, an engine's time grows with the square of the marks.
    return pointed, [
        (URIRef(f"{_SENT}#{number}"), mark, node) for number, (mark, node) in enumerate(found)
    ]


def _instances(view: Graph, class_: Node, sent: Collection[Node]) -> Iterator[Node]:
    for kind in view.transitive_subjects(RDFS.subClassOf, class_):
        yield from (node for node in view.subjects(RDF.type, kind) if node in sent)


def _subjects(view: Graph, property_: Node, sent: Collection[Node]) -> Iterator[Node]:
    yield from (node for node in view.subjects(property_) if node in sent)


def _objects(view: Graph, property_: Node, sent: Collection[Node]) -> Iterator[Node]:
    yield from (node for node in view.objects(None, property_) if node in sent)


_FINDERS: Final[Mapping[Node, Callable[[Graph, Node, Collection[Node]], Iterator[Node]]]] = (
    MappingProxyType(
        {
            SH.targetClass: _instances,
            SH.targetSubjectsOf: _subjects,
            SH.targetObjectsOf: _objects,
        }
    )
)
