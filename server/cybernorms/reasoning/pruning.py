"""What of a closure is worth keeping."""

from collections.abc import Iterable
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.namespaces import OWL, RDF, RDFS, XSD
from cybernorms.reasoning.engine import Triple
from cybernorms.sources import merge

_LANGUAGE: Final = (str(RDF), str(RDFS), str(OWL), str(XSD))
_REFLEXIVE: Final = frozenset(
    {
        OWL.sameAs,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
    }
)


def prune(derived: Iterable[Triple]) -> Graph:
    """Keep the triples that say something useful.

    Left out are

    - triples with a blank node (membership of an unnamed class expression, copies of axioms) or
      with a literal as subject or predicate, which RDF does not allow;
    - triples about the vocabularies of RDF, RDFS, OWL and XSD, and those that only classify by
      them: ``x a owl:Thing``, ``x a owl:NamedIndividual``, ``C rdfs:subClassOf owl:Thing``;
    - what holds of everything: ``x owl:sameAs x``, and reflexive subclasses, subproperties and
      equivalents.
    """
    return merge([(triple for triple in derived if is_worth_keeping(*triple))])


def is_worth_keeping(s: Node, p: Node, o: Node) -> bool:
    """Tell whether pruning keeps a triple that is not asserted."""
    if not isinstance(s, URIRef) or not isinstance(p, URIRef) or isinstance(o, BNode):
        return False
    if (p in _REFLEXIVE and s == o) or str(s).startswith(_LANGUAGE):
        return False
    return isinstance(o, Literal) or not str(o).startswith(_LANGUAGE)
