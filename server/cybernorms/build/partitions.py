"""VoID statistics: how many of what a graph holds, by class and by property (VoID 4)."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from rdflib import Literal, URIRef
from rdflib.term import Node

from cybernorms.accounts import MEMBERS
from cybernorms.namespaces import BASE, PREFIXES, RDF, VOID, VOID_EXT, XSD

Triple = tuple[URIRef, URIRef, URIRef | Literal]
Types = Mapping[Node, frozenset[URIRef]]
"""The classes of each resource."""

# Attributes of a namespace are made anew each time, which counts where it is asked so often.
_TYPE: Final = RDF.type
_STRING: Final = XSD.string
_TAGGED: Final = URIRef(RDF.langString)
_SAFE: Final = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over one graph; ``objects`` and ``datatypes`` go by class, property and value."""

    triples: int
    subjects: int
    values: int
    properties: Counter[URIRef] = field(default_factory=Counter)
    entities: Counter[URIRef] = field(default_factory=Counter)
    by_class: Counter[tuple[URIRef, URIRef]] = field(default_factory=Counter)
    objects: Counter[tuple[URIRef, URIRef, URIRef]] = field(default_factory=Counter)
    datatypes: Counter[tuple[URIRef, URIRef, URIRef]] = field(default_factory=Counter)


def types_of(triples: Iterable[tuple[Node, Node, Node]]) -> Types:
    """Collect the named classes of each resource."""
    found: dict[Node, set[URIRef]] = {}
    for resource, property_, class_ in triples:
        if property_ == _TYPE and isinstance(class_, URIRef):
            found.setdefault(resource, set()).add(class_)
    return {resource: frozenset(classes) for resource, classes in found.items()}


def count(triples: Set[tuple[Node, Node, Node]], types: Types) -> Statistics:
    """Count the triples of a graph, its subjects taken to be of the ``types`` given.

    Types come apart because a graph may say something of a resource that another one types.
    """
    subjects = {subject for subject, _, _ in triples}
    statistics = Statistics(len(triples), len(subjects), len({value for _, _, value in triples}))
    for subject in subjects:
        statistics.entities.update(types.get(subject, ()))
    for subject, property_, value in triples:
        if not isinstance(property_, URIRef):
            raise TypeError(f"{property_!r} is no IRI, so it can not be a property")
        statistics.properties[property_] += 1
        for class_ in types.get(subject, ()):
            statistics.by_class[class_, property_] += 1
            if isinstance(value, Literal):
                statistics.datatypes[class_, property_, _datatype(value)] += 1
            else:
                for other in types.get(value, ()):
                    statistics.objects[class_, property_, other] += 1
    return statistics


def summarise(dataset: URIRef, statistics: Statistics) -> Iterator[Triple]:
    """State the counts of a data set, and its partitions by class and by property."""
    yield dataset, VOID.triples, _number(statistics.triples)
    yield dataset, VOID.distinctSubjects, _number(statistics.subjects)
    yield dataset, VOID.distinctObjects, _number(statistics.values)
    yield dataset, VOID.classes, _number(len(statistics.entities))
    yield dataset, VOID.properties, _number(len(statistics.properties))
    for class_, number in statistics.entities.items():
        part = _part(dataset, class_)
        yield dataset, VOID.classPartition, part
        yield part, VOID["class"], class_
        yield part, VOID.entities, _number(number)
    for property_, number in statistics.properties.items():
        part = _part(dataset, "property", property_)
        yield dataset, VOID.propertyPartition, part
        yield part, VOID.property, property_
        yield part, VOID.triples, _number(number)


def detail(dataset: URIRef, statistics: Statistics) -> Iterator[Triple]:
    """State which properties the instances of each class have, and with values of which kind.

    The shape is the one that query editors ask for: class partition, property partition, and
    below it partitions by the class or (with the VoID extension of ldf.fi) the datatype of values.
    """
    for (class_, property_), number in statistics.by_class.items():
        part = _part(dataset, class_, property_)
        yield _part(dataset, class_), VOID.propertyPartition, part
        yield part, VOID.property, property_
        yield part, VOID.triples, _number(number)
    for counter, link, kind in (
        (statistics.objects, VOID.classPartition, VOID["class"]),
        (statistics.datatypes, VOID_EXT.datatypePartition, VOID_EXT.datatype),
    ):
        for (class_, property_, value), number in counter.items():
            part = _part(dataset, class_, property_, value)
            yield _part(dataset, class_, property_), link, part
            yield part, kind, value
            yield part, VOID.triples, _number(number)


def dataset_iri(graph: URIRef, *names: str) -> URIRef:
    """Name a node of the description that belongs to a graph, readably and always the same."""
    return URIRef("/".join((f"{BASE}void#{graph_label(graph)}", *names)))


def graph_label(graph: URIRef) -> str:
    """Give a name of a graph that can be part of an IRI."""
    label = graph.removeprefix(BASE).removeprefix("graph/").removeprefix("void#")
    if graph.startswith(MEMBERS) or not graph.startswith(BASE):
        return quote(label, safe="")  # whatever an account calls its graphs
    return label


def _part(dataset: URIRef, *terms: str) -> URIRef:
    return dataset_iri(dataset, *(_name(term) for term in terms))


@lru_cache(4096)
def _name(term: str) -> str:
    """Shorten an IRI by its prefix; one that has none, or is no simple name, by its digest."""
    for prefix, namespace in PREFIXES.items():
        local = term.removeprefix(namespace)
        if local != term and _SAFE.fullmatch(local):
            return f"{prefix}:{local}"
    return term if _SAFE.fullmatch(term) else hashlib.sha256(term.encode()).hexdigest()[:12]


def _datatype(literal: Literal) -> URIRef:
    return literal.datatype or (_TAGGED if literal.language else _STRING)


def _number(value: int) -> Literal:
    return Literal(value, datatype=XSD.integer)
