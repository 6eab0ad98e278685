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

    Gives the shapes with each target by class or property replaced by one that takes the objects
    of a marking property, and the marks, which have to be added to the view: SHACL has no target
    for "of these nodes those of that class", and our own graph need not be judged again with
    each submission. ``sent`` are nodes of the view. A target node counts only by itself.
    """
    pointed = merge([])
    marks: dict[URIRef, set[Node]] = {}
    for triple in shapes:
        shape, property_, target = triple
        if property_ not in _FINDERS:
            pointed.add(triple)
            continue
        mark = URIRef(f"{_SENT}:{str(property_).rpartition('#')[2]}:{target}")
        if mark not in marks:
            marks[mark] = set(_FINDERS[property_](view, target, sent))
        pointed.add((shape, SH.targetObjectsOf, mark))
    return pointed, [(_SENT, mark, node) for mark, nodes in marks.items() for node in nodes]


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
