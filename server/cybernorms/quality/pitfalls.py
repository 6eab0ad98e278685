"""Pitfalls of ontologies that no shape of ours sees, by their numbers in the catalogue of OOPS!.

The OntOlogy Pitfall Scanner (https://oops.linkeddata.es/catalogue.jsp) has 41. Missing annotations
(P08), several domains or ranges (P19), naming (P22), equal labels (P32) and untyped terms (P34,
P35) are found by shapes/meta, terms that do not exist in their vocabulary (P37) as references.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import OWL, RDF, RDFS
from cybernorms.quality.profile import Violation
from cybernorms.terms import shorten
from cybernorms.validation import Severity

_PROPERTIES: Final = (OWL.ObjectProperty, OWL.DatatypeProperty)
_JOINED: Final = re.compile(r"[a-z](?:And|Or)(?=[A-Z])")
# What says nothing of how a term relates to others.
_APART: Final = frozenset({RDF.type, RDFS.isDefinedBy})


def pitfalls(ontology: Graph) -> Iterator[tuple[Severity, Violation]]:
    """Find the pitfalls, each with how bad it is."""
    for severity, find in _CHECKS:
        for violation in find(ontology):
            yield severity, violation


def own_terms(ontology: Graph, *kinds: Node) -> list[Node]:
    """List the terms of some kinds that are defined here."""
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    return sorted((term for term in terms if (term, RDFS.isDefinedBy, None) in ontology), key=str)


def _unconnected(ontology: Graph) -> Iterator[Violation]:
    for term in own_terms(ontology, OWL.Class, *_PROPERTIES):
        axioms = {
            p
            for p, o in ontology.predicate_objects(term)
            if str(p).startswith((str(OWL), str(RDFS))) and isinstance(o, URIRef)
        }
        if not axioms - _APART and not any(ontology.subjects(None, term)):
            yield term, "no axiom connects it with another term (P04)"


def _unfit_inverses(ontology: Graph) -> Iterator[Violation]:
    for one, other in ontology.subject_objects(OWL.inverseOf):
        if one == other:
            yield one, "it is its own inverse; make it symmetric (P25)"
        for a, b in ((one, other), (other, one)):
            domains, ranges = (
                set(ontology.objects(a, RDFS.domain)),
                set(ontology.objects(b, RDFS.range)),
            )
            if domains and ranges and domains != ranges:
                yield a, f"its domain is not the range of its inverse {shorten(b)} (P05)"


def _cycles(ontology: Graph) -> Iterator[Violation]:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in set(ontology.subjects(predicate)):
            above = {
                higher
                for direct in ontology.objects(term, predicate)
                for higher in ontology.transitive_objects(direct, predicate)
            }
            if term in above:
                yield term, f"it is above itself by {shorten(predicate)} (P06)"


def _merged(ontology: Graph) -> Iterator[Violation]:
    for class_ in own_terms(ontology, OWL.Class):
        if _JOINED.search(str(class_)):
            yield class_, "its name joins two concepts; make it two classes (P07)"


def _synonyms(ontology: Graph) -> Iterator[Violation]:
    own = set(own_terms(ontology, OWL.Class, *_PROPERTIES))
    for predicate in (OWL.equivalentClass, OWL.equivalentProperty):
        for one, other in ontology.subject_objects(predicate):
            if one in own and other in own:
                yield one, f"it means the same as {shorten(other)}; keep one of them (P02)"


def _overlapping(ontology: Graph) -> Iterator[Violation]:
    disjoint = {
        *ontology.subjects(OWL.disjointWith),
        *ontology.objects(None, OWL.disjointWith),
        *(c for members in ontology.objects(None, OWL.members) for c in ontology.items(members)),
    }
    for class_ in own_terms(ontology, OWL.Class):
        is_top = (class_, RDFS.subClassOf, None) not in ontology
        if is_top and class_ not in disjoint:
            yield class_, "no class is disjoint with it, so that mistakes pass (P10)"


def _unbounded(ontology: Graph) -> Iterator[Violation]:
    for property_ in own_terms(ontology, *_PROPERTIES):
        missing = [
            shorten(p) for p in (RDFS.domain, RDFS.range) if (property_, p, None) not in ontology
        ]
        if missing:
            yield property_, f"it has no {' and no '.join(missing)} (P11)"


def _one_way(ontology: Graph) -> Iterator[Violation]:
    inverses = {*ontology.subjects(OWL.inverseOf), *ontology.objects(None, OWL.inverseOf)}
    for property_ in own_terms(ontology, OWL.ObjectProperty):
        symmetric = (property_, RDF.type, OWL.SymmetricProperty) in ontology
        if property_ not in inverses and not symmetric:
            yield property_, "it has no inverse (P13)"


def _lopsided(ontology: Graph) -> Iterator[Violation]:
    for kind, number in ((OWL.SymmetricProperty, "P28"), (OWL.TransitiveProperty, "P29")):
        for property_ in ontology.subjects(RDF.type, kind):
            domain, range_ = (
                set(ontology.objects(property_, p)) for p in (RDFS.domain, RDFS.range)
            )
            if domain and range_ and domain != range_:
                yield property_, f"an {shorten(kind)} needs the same domain and range ({number})"


def _short_chains(ontology: Graph) -> Iterator[Violation]:
    for property_, chain in ontology.subject_objects(OWL.propertyChainAxiom):
        if len(list(ontology.items(chain))) < 2:
            yield property_, "a chain of one property; use rdfs:subPropertyOf (P33)"


_CHECKS: Final[tuple[tuple[Severity, Callable[[Graph], Iterator[Violation]]], ...]] = (
    (Severity.VIOLATION, _unfit_inverses),
    (Severity.VIOLATION, _cycles),
    (Severity.VIOLATION, _lopsided),
    (Severity.VIOLATION, _short_chains),
    (Severity.VIOLATION, _synonyms),
    (Severity.VIOLATION, _overlapping),
    (Severity.WARNING, _merged),
    (Severity.INFO, _unconnected),
    (Severity.INFO, _unbounded),
    (Severity.INFO, _one_way),
)
