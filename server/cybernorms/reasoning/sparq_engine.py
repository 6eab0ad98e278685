"""The quick engine: sparq, native and young, held to the reference by the tests."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import sparq
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import OWL, RDF, RDFS
from cybernorms.reasoning.engine import Closure
from cybernorms.sources import merge

_STAND_IN: Final = "urn:x-cybernorms:stand-in:"
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
# Blank nodes never survive pruning, so they need not leave the engine.
_NAMED: Final = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isIRI(?s) && !isBlank(?o)) }"


def infer(asserted: Graph) -> Closure:
    """Load the graph into the engine, let it reason, and take out what has no blank node."""
    ntriples = _prepared(asserted).serialize(format="nt")
    graph = sparq.Graph.load(ntriples, "ntriples")
    graph.reason("owl")
    clashes = tuple(graph.inconsistencies())
    terms = _Terms(asserted)
    rows = json.loads(graph.query_json(_NAMED))["results"]["bindings"]
    triples = (tuple(terms[row[position]] for position in "spo") for row in rows)
    return Closure(frozenset((s, p, o) for s, p, o in triples if not _stands_in(s, p, o)), clashes)


def _prepared(asserted: Graph) -> Graph:
    """State the axioms so that the engine sees all that follows from them.

    Of several lists that one subject has by the same property (two property chains, say) it reads
    one only, so each further list goes to a stand-in. And it leaves out that everything is part of
    itself (scm-cls, scm-op, scm-dp), on which the rules that compare restrictions build.
    """
    graph = merge([asserted])
    for axiom, link in _LISTS.items():
        for subject in set(asserted.subjects(axiom)):
            lists = sorted(asserted.objects(subject, axiom), key=str)
            for number, further in enumerate(lists[1:], 2):
                stand_in = URIRef(f"{_STAND_IN}{number}:{subject}")
                graph.remove((subject, axiom, further))
                graph.add((stand_in, axiom, further))
                graph.add((stand_in, link, subject))
    for kind, part_of in _REFLEXIVE.items():
        for term in asserted.subjects(RDF.type, kind):
            graph.add((term, part_of, term))
    graph.add((OWL.Thing, RDFS.subClassOf, OWL.Thing))
    return graph


def _stands_in(*terms: Node) -> bool:
    return any(str(term).startswith(_STAND_IN) for term in terms)


class _Terms:
    """Turns the engine's JSON terms back into the very terms that were put in."""

    def __init__(self, asserted: Graph) -> None:
        # The engine lowers the case of language tags; the graph knows how they were written.
        self._tagged: Mapping[tuple[str, str], Literal] = {
            (str(o), o.language.lower()): o
            for o in asserted.objects()
            if isinstance(o, Literal) and o.language
        }
        self._iris: dict[str, URIRef] = {}

    def __getitem__(self, term: Mapping[str, Any]) -> Node:
        value: str = term["value"]
        if term["type"] == "uri":
            if value not in self._iris:
                self._iris[value] = URIRef(value)
            return self._iris[value]
        if tag := term.get("xml:lang"):
            return self._tagged.get((value, tag)) or Literal(value, lang=tag)
        return Literal(value, datatype=term.get("datatype"), normalize=False)
