"""Axioms said in other words, so that an engine sees all that OWL 2 RL makes of them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cybernorms.namespaces import OWL, RDF, RDFS
from cybernorms.reasoning.datatypes import DATATYPES, Value, fits, value_of
from cybernorms.reasoning.engine import STAND_IN, Triple

# Axioms whose value is a list, and how a stand-in that has such an axiom is tied to its subject.
_LISTS: Final[Mapping[URIRef, URIRef]] = MappingProxyType(
    {
        OWL.propertyChainAxiom: RDFS.subPropertyOf,
        OWL.intersectionOf: OWL.equivalentClass,
        OWL.unionOf: OWL.equivalentClass,
        OWL.oneOf: OWL.equivalentClass,
    }
)
_REFLEXIVE: Final[Mapping[URIRef, URIRef]] = MappingProxyType(
    {
        OWL.Class: RDFS.subClassOf,
        OWL.ObjectProperty: RDFS.subPropertyOf,
        OWL.DatatypeProperty: RDFS.subPropertyOf,
    }
)
# Where owl:Thing stands without anything following from what is part of it.
_IDLE: Final = frozenset(
    {RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.someValuesFrom, OWL.onClass}
)


def state_values(graph: Graph) -> Iterator[Triple]:
    """Say of restrictions to literals which literals of the graph satisfy them.

    No engine has literals as subjects (dt-type2), or more than numbers that are written in two ways
    (dt-eq). So each literal that a datatype holds, or that has the same value as one of
    owl:hasValue, gets a part of the restriction for itself.
    """
    restrictions: list[tuple[Node, Callable[[Literal], bool]]] = [
        *((r, _held_by(d)) for r, d in graph.subject_objects(OWL.someValuesFrom) if d in DATATYPES),
        *(
            (r, _equal_to(value))
            for r, value in graph.subject_objects(OWL.hasValue)
            if isinstance(value, Literal)
        ),
    ]
    if not restrictions:
        return
    literals = {o for o in graph.objects() if isinstance(o, Literal)}
    names = _names("value")
    for restriction, is_match in restrictions:
        properties = list(graph.objects(restriction, OWL.onProperty))
        for literal in sorted(filter(is_match, literals)):
            for property_ in properties:
                part = next(names)
                yield part, OWL.onProperty, property_
                yield part, OWL.hasValue, literal
                yield part, RDFS.subClassOf, restriction


def state_spellings(graph: Graph) -> Iterator[Triple]:
    """Say that two spellings of a value identify the same thing (dt-eq with prp-ifp and prp-key).

    Each property that identifies gets one above it that has a stand-in for such a value.
    """
    unique = set(graph.subjects(RDF.type, OWL.InverseFunctionalProperty))
    keys = [(class_, list(graph.items(head))) for class_, head in graph.subject_objects(OWL.hasKey)]
    spellings = _spellings(graph) if unique or keys else []
    if not spellings:
        return
    names = _names("spelling")
    meant = {property_: next(names) for property_ in unique.union(*(k for _, k in keys))}
    for property_, meaning in meant.items():
        yield property_, RDFS.subPropertyOf, meaning
        if property_ in unique:
            yield meaning, RDF.type, OWL.InverseFunctionalProperty
        for literals in spellings:
            whole = next(names)
            yield whole, OWL.onProperty, meaning
            yield whole, OWL.hasValue, next(names)
            for literal in literals:
                part = next(names)
                yield part, OWL.onProperty, property_
                yield part, OWL.hasValue, literal
                yield part, RDFS.subClassOf, whole
    for class_, properties in keys:
        head, list_ = BNode(), Graph()
        Collection(list_, head, [meant[property_] for property_ in properties])
        yield from list_
        yield class_, OWL.hasKey, head


def part_lists(graph: Graph) -> Iterator[tuple[Triple, tuple[Triple, Triple]]]:
    """Give each further list that one subject has by the same property to a stand-in.

    sparq reads one only: of two property chains, say. What is given are the axioms that it must not
    see, each with what to tell it instead.
    """
    for axiom, link in _LISTS.items():
        for subject in set(graph.subjects(axiom)):
            lists = sorted(graph.objects(subject, axiom), key=str)
            for number, further in enumerate(lists[1:], 2):
                stand_in = URIRef(f"{STAND_IN}{number}:{subject}")
                instead = (stand_in, axiom, further), (stand_in, link, subject)
                yield (subject, axiom, further), instead


def state_reflexivity(graph: Graph) -> Iterator[Triple]:
    """Say that everything is part of itself (scm-cls, scm-op, scm-dp), which sparq leaves out.

    The rules that compare restrictions build on it. That all is part of owl:Thing is said only
    where something follows: it makes everything an instance.
    """
    for kind, part_of in _REFLEXIVE.items():
        for term in graph.subjects(RDF.type, kind):
            yield term, part_of, term
    yield OWL.Thing, RDFS.subClassOf, OWL.Thing
    uses = {*graph.predicates(None, OWL.Thing)} - _IDLE
    if uses or any(o != OWL.Thing for p, o in graph.predicate_objects(OWL.Thing) if p != RDF.type):
        for class_ in graph.subjects(RDF.type, OWL.Class):
            yield class_, RDFS.subClassOf, OWL.Thing


def repeat_last_keys(graph: Graph) -> None:
    """Repeat the last property of each key: owlrl never compares the last one (prp-key)."""
    for head in set(graph.objects(None, OWL.hasKey)) - {RDF.nil}:
        keys = Collection(graph, head)
        keys.append(keys[len(keys) - 1])


def _spellings(graph: Graph) -> list[list[Literal]]:
    """Give the literals of a graph that have the same value, where there are several."""
    by_value: dict[Value, set[Literal]] = {}
    for literal in graph.objects():
        if isinstance(literal, Literal) and (value := value_of(literal)):
            by_value.setdefault(value, set()).add(literal)
    return [sorted(literals) for literals in by_value.values() if len(literals) > 1]


def _held_by(datatype: Node) -> Callable[[Literal], bool]:
    return lambda literal: fits(literal, datatype)


def _equal_to(value: Literal) -> Callable[[Literal], bool]:
    meant = value_of(value)
    return lambda literal: literal != value and meant is not None and value_of(literal) == meant


def _names(kind: str) -> Iterator[URIRef]:
    return (URIRef(f"{STAND_IN}{kind}:{number}") for number in count(1))
