"""What the ontology does to made-up things: terms that cannot be used, mistakes that pass."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.errors import InconsistencyError
from cybernorms.namespaces import ID, OWL, RDF, RDFS, XSD
from cybernorms.quality.pitfalls import own_terms
from cybernorms.quality.profile import Violation
from cybernorms.reasoning import Clash, close
from cybernorms.sources import Triple, merge
from cybernorms.terms import shorten
from cybernorms.validation import Report

Judge = Callable[[Graph], Report]
"""Judges data as it was written."""

# A value of each datatype; any other takes a plain string.
_VALUES: Final[Mapping[Node, Literal]] = {
    XSD.anyURI: Literal("https://example.org/", datatype=XSD.anyURI),
    XSD.boolean: Literal("true", datatype=XSD.boolean),
    XSD.dateTime: Literal("2020-01-01T00:00:00Z", datatype=XSD.dateTime),
    XSD.dateTimeStamp: Literal("2020-01-01T00:00:00Z", datatype=XSD.dateTimeStamp),
    XSD.decimal: Literal("1", datatype=XSD.decimal),
    XSD.integer: Literal("1", datatype=XSD.integer),
    XSD.nonNegativeInteger: Literal("1", datatype=XSD.nonNegativeInteger),
    XSD.positiveInteger: Literal("1", datatype=XSD.positiveInteger),
    RDF.langString: Literal("text", lang="en"),
}


@dataclass(frozen=True, slots=True)
class _Sample:
    """A thing that a term is tried with: a member of the class, a subject with a value."""

    term: Node
    triples: tuple[Triple, ...]
    thing: Node
    value: Node | None = None


def unusable_terms(ontology: Graph, reasoner: str) -> Iterator[Violation]:
    """Find the classes that can have no members and the properties that can have no values.

    The rules do not conclude that a class is empty, but a member of it contradicts them. So each
    class gets a member, and each property a value. Raises EngineError.
    """
    samples = [*_members(ontology), *_values(ontology)]
    clashes = _clashes(samples, ontology, reasoner)
    for sample in samples:
        for clash in (clashes.get(sample.thing), sample.value and clashes.get(sample.value)):
            if clash:
                yield sample.term, f"nothing can have it: {clash.sentence} ({clash.rule})"
                break


def silent_ranges(ontology: Graph, reasoner: str, judge: Judge) -> Iterator[Violation]:
    """Find the properties that make a mistaken value an instance of their range, unnoticed.

    Each property gets a value of each class that is not its range. That has to contradict the
    ontology or, where a thing may be of both classes, to displease ``judge``. Raises EngineError.
    """
    samples = list(_mistakes(ontology))
    clashes = _clashes(samples, ontology, reasoner)
    passed = _some_each(sample for sample in samples if sample.value not in clashes)
    typed = (triple for sample in passed for triple in _subjects(sample, ontology))
    report = judge(merge([typed, *(sample.triples for sample in passed)]))
    noticed = {(result.focus_node, result.value) for result in report.results}
    for sample in passed:
        if (sample.thing, sample.value) not in noticed:
            class_ = shorten(sample.triples[1][2])
            yield sample.term, f"a {class_} as its value becomes an instance of its range unnoticed"


def _some_each(samples: Iterable[_Sample]) -> list[_Sample]:
    """Take a few samples of each property: a shape that notices one notices all of the kind."""
    by_property: dict[Node, list[_Sample]] = {}
    for sample in samples:
        by_property.setdefault(sample.term, []).append(sample)
    return [sample for some in by_property.values() for sample in some[:3]]


def _subjects(sample: _Sample, ontology: Graph) -> Iterator[Triple]:
    """Give the subject its class, or every class where the property has no domain."""
    domains = list(ontology.objects(sample.term, RDFS.domain)) or own_terms(ontology, OWL.Class)
    for domain in domains:
        yield sample.thing, RDF.type, domain


def _members(ontology: Graph) -> Iterator[_Sample]:
    for thing, class_ in zip(_things("member"), own_terms(ontology, OWL.Class), strict=False):
        yield _Sample(class_, ((thing, RDF.type, class_),), thing)


def _values(ontology: Graph) -> Iterator[_Sample]:
    things = _things("subject")
    for property_ in own_terms(ontology, OWL.ObjectProperty):
        thing, value = next(things), next(things)
        yield _Sample(property_, ((thing, property_, value),), thing, value)
    for property_ in own_terms(ontology, OWL.DatatypeProperty):
        thing = next(things)
        range_ = next(ontology.objects(property_, RDFS.range), XSD.string)
        literal = _VALUES.get(range_, Literal("text"))
        yield _Sample(property_, ((thing, property_, literal),), thing)


def _mistakes(ontology: Graph) -> Iterator[_Sample]:
    """Give each property values that its range does not cover, if that is a class.

    These are of the classes at the top of the hierarchy, and of those above the range.
    """
    things = _things("mistake")
    classes = own_terms(ontology, OWL.Class)
    top = [
        c for c in classes if not any(o in classes for o in ontology.objects(c, RDFS.subClassOf))
    ]
    for property_ in own_terms(ontology, OWL.ObjectProperty):
        for range_ in ontology.objects(property_, RDFS.range):
            above = set(ontology.transitive_objects(range_, RDFS.subClassOf))
            for class_ in dict.fromkeys([*(c for c in classes if c in above), *top]):
                if class_ == range_:
                    continue
                thing, value = next(things), next(things)
                triples = (thing, property_, value), (value, RDF.type, class_)
                yield _Sample(property_, triples, thing, value)


def _clashes(samples: list[_Sample], ontology: Graph, reasoner: str) -> dict[Node, Clash]:
    """Give a contradiction of each thing that has one."""
    try:
        close(merge([ontology, *(sample.triples for sample in samples)]), reasoner)
    except InconsistencyError as error:
        return {
            individual: clash
            for clash in error.clashes
            if isinstance(clash, Clash)
            for individual in clash.individuals
        }
    return {}


def _things(kind: str) -> Iterator[URIRef]:
    return (ID[f"{kind}/{number}"] for number in count(1))
