"""The ontology stays inside OWL 2 RL, so that rules compute its closure.

OWL 2 Profiles 4.2 says which class expressions may stand where, OWL 2 Structural Specification 11.2
which properties may have chains. The checks know the RDF form of the axioms that are in use, and
refuse every other construct of OWL, so that a new one must first be looked up.
"""

from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import OWL, RDF, RDFS
from cybernorms.reasoning import DATATYPES

Violation = tuple[Node, str]
"""The node that a construct is stated of, and what is wrong with it."""

_CLASSES: Final = {OWL.Class, OWL.Restriction}
_CHARACTERISTICS: Final = {
    OWL.AsymmetricProperty,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
}
_TYPES: Final = {
    *_CLASSES,
    *_CHARACTERISTICS,
    OWL.AllDisjointClasses,
    OWL.AnnotationProperty,
    OWL.DatatypeProperty,
    OWL.ObjectProperty,
    OWL.Ontology,
}
_EXPRESSIONS: Final = {
    OWL.allValuesFrom,
    OWL.complementOf,
    OWL.hasValue,
    OWL.intersectionOf,
    OWL.maxCardinality,
    OWL.oneOf,
    OWL.someValuesFrom,
    OWL.unionOf,
}
_PROPERTIES: Final = {
    *_EXPRESSIONS,
    OWL.deprecated,
    OWL.disjointWith,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.imports,
    OWL.inverseOf,
    OWL.members,
    OWL.onProperty,
    OWL.propertyChainAxiom,
    OWL.propertyDisjointWith,
    OWL.versionIRI,
    OWL.versionInfo,
}
# A property with a chain below it is not simple, and must have none of these (11.2).
_FOR_SIMPLE_PROPERTIES: Final = _CHARACTERISTICS - {OWL.SymmetricProperty, OWL.TransitiveProperty}


def violations(graph: Graph) -> Iterator[Violation]:
    """Say what of a graph is outside OWL 2 RL, or outside what this check knows."""
    yield from _unknown_constructs(graph)
    yield from _misplaced_expressions(graph)
    yield from _unfit_properties(graph)
    yield from _irregular_chains(graph)


def _unknown_constructs(graph: Graph) -> Iterator[Violation]:
    """Find terms of OWL that are not on the lists above."""
    for node, predicate, value in graph:
        if predicate == RDF.type and str(value).startswith(str(OWL)) and value not in _TYPES:
            yield node, f"owl:{_name(value)} is not supported"
        elif str(predicate).startswith(str(OWL)) and predicate not in _PROPERTIES:
            yield node, f"owl:{_name(predicate)} is not supported"


def _misplaced_expressions(graph: Graph) -> Iterator[Violation]:
    """Find class expressions in a place where OWL 2 RL does not have them."""
    places: tuple[tuple[str, Callable[[Graph, Node], bool], Iterable[Node]], ...] = (
        ("sub class", _is_sub, graph.subjects(RDFS.subClassOf)),
        ("super class", _is_super, graph.objects(None, RDFS.subClassOf)),
        ("super class", _is_super, graph.objects(None, RDFS.domain)),
        ("super class", _is_super, _object_ranges(graph)),
        ("sub class", _is_sub, graph.subjects(OWL.disjointWith)),
        ("sub class", _is_sub, graph.objects(None, OWL.disjointWith)),
        ("sub class", _is_sub, _disjoint_members(graph)),
        ("equivalent class", _is_equivalent, graph.subjects(OWL.equivalentClass)),
        ("equivalent class", _is_equivalent, graph.objects(None, OWL.equivalentClass)),
    )
    for place, fits, expressions in places:
        for expression in expressions:
            if not fits(graph, expression):
                yield expression, f"{_name(expression)} cannot be a {place}"


def _is_sub(graph: Graph, node: Node) -> bool:
    """Tell whether a node is a subClassExpression."""
    match _expression(graph, node):
        case None:
            return node != OWL.Thing
        case (OWL.intersectionOf | OWL.unionOf, members):
            return all(_is_sub(graph, member) for member in graph.items(members))
        case (OWL.someValuesFrom, filler):
            return filler == OWL.Thing or filler in DATATYPES or _is_sub(graph, filler)
        case (construct, _):
            return construct in (OWL.oneOf, OWL.hasValue)


def _is_super(graph: Graph, node: Node) -> bool:
    """Tell whether a node is a superClassExpression."""
    match _expression(graph, node):
        case None:
            return node != OWL.Thing
        case (OWL.intersectionOf, members):
            return all(_is_super(graph, member) for member in graph.items(members))
        case (OWL.complementOf, operand):
            return _is_sub(graph, operand)
        case (OWL.allValuesFrom, filler):
            return filler in DATATYPES or _is_super(graph, filler)
        case (OWL.maxCardinality, number):
            return isinstance(number, Literal) and number.value in (0, 1)
        case (construct, _):
            return construct == OWL.hasValue


def _is_equivalent(graph: Graph, node: Node) -> bool:
    """Tell whether a node is an equivClassExpression."""
    match _expression(graph, node):
        case None:
            return node != OWL.Thing
        case (OWL.intersectionOf, members):
            return all(_is_equivalent(graph, member) for member in graph.items(members))
        case (construct, _):
            return construct == OWL.hasValue


def _expression(graph: Graph, node: Node) -> tuple[URIRef, Node] | None:
    """Give the construct of a class expression and its operand; None for a named class."""
    if not isinstance(node, BNode):
        return None
    ((construct, operand),) = (
        (URIRef(str(p)), o) for p, o in graph.predicate_objects(node) if p in _EXPRESSIONS
    )
    return construct, operand


def _object_ranges(graph: Graph) -> Iterable[Node]:
    """List the ranges that are classes."""
    for property_, range_ in graph.subject_objects(RDFS.range):
        if (property_, RDF.type, OWL.DatatypeProperty) not in graph:
            yield range_


def _disjoint_members(graph: Graph) -> Iterable[Node]:
    """List the members of owl:AllDisjointClasses."""
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(axiom, OWL.members):
            yield from graph.items(members)


def _unfit_properties(graph: Graph) -> Iterator[Violation]:
    """Find datatype properties with what only object properties have, and properties not simple."""
    for property_ in graph.subjects(RDF.type, OWL.DatatypeProperty):
        for type_ in graph.objects(property_, RDF.type):
            if type_ in _CHARACTERISTICS - {OWL.FunctionalProperty}:
                yield property_, f"{_name(type_)} is no characteristic of a datatype property"
        for range_ in graph.objects(property_, RDFS.range):
            if range_ not in DATATYPES:
                yield property_, f"{_name(range_)} is no OWL 2 RL datatype"
    for property_ in _composite(graph):
        for type_ in graph.objects(property_, RDF.type):
            if type_ in _FOR_SIMPLE_PROPERTIES:
                yield property_, f"it is not simple and cannot be an owl:{_name(type_)}"
        if (property_, OWL.propertyDisjointWith, None) in graph:
            yield property_, "it is not simple and cannot be disjoint with another"


def _composite(graph: Graph) -> set[Node]:
    """List the properties with a chain below, transitive ones, and their superproperties."""
    found = {
        *graph.subjects(OWL.propertyChainAxiom),
        *graph.subjects(RDF.type, OWL.TransitiveProperty),
    }
    waiting = list(found)
    while waiting:
        property_ = waiting.pop()
        above = {
            *graph.objects(property_, RDFS.subPropertyOf),
            *graph.objects(property_, OWL.inverseOf),
            *graph.subjects(OWL.inverseOf, property_),
        }
        waiting += above - found
        found |= above
    return found


def _irregular_chains(graph: Graph) -> Iterator[Violation]:
    """Find chains without an order to compute them in; inverses count as one property."""
    below: dict[Node, set[Node]] = {}
    for property_, chain in graph.subject_objects(OWL.propertyChainAxiom):
        head = _direction(graph, property_)
        steps = [_direction(graph, step) for step in graph.items(chain)]
        if steps != [head, head]:
            if steps[0] == head:
                steps = steps[1:]
            elif steps[-1] == head:
                steps = steps[:-1]
            below.setdefault(head, set()).update(steps)
    for lower, upper in graph.subject_objects(RDFS.subPropertyOf):
        if _direction(graph, lower) != _direction(graph, upper):
            below.setdefault(_direction(graph, upper), set()).add(_direction(graph, lower))
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        cycle = error.args[1]
        yield cycle[0], f"its chains are not regular: {' < '.join(map(_name, cycle))}"


def _direction(graph: Graph, property_: Node) -> Node:
    """Choose one of a property and its inverses to stand for all."""
    inverses = {
        *graph.objects(property_, OWL.inverseOf),
        *graph.subjects(OWL.inverseOf, property_),
        property_,
    }
    return min(inverses, key=str)


def _name(node: Node) -> str:
    """Write the last part of an IRI."""
    return str(node).rpartition("#")[2].rpartition("/")[2]
