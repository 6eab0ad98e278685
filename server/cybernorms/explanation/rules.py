"""The rules of OWL 2 RL that conclude a triple (OWL 2 Profiles 4.3, tables 4 to 9), as data.

A line has a rule's W3C name, its conclusion and its premises; a rule of several conclusions has
several lines. Where the tables have lists and rows of dots there are further kinds of premises:
``member(?m, ?l)``, for some member of the list; ``each(?y, ?l)``, ``?y`` is of all its classes;
``path(?u, ?l, ?v)``, its properties lead from one to the other; ``agree(?x, ?y, ?l)``, both have
a value in common of each of its properties. ``one(?n)`` is a number that is 1, ``fits(?v, ?d)`` a
literal that the datatype holds, ``equal(?v, ?w)`` two literals of one value.

Not here: the rules that conclude *false*, and those that only state what holds of the vocabularies
(prp-ap, dt-type1).
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rdflib import URIRef, Variable
from rdflib.term import Node

from cybernorms.namespaces import PREFIXES, RDF

Triple = tuple[Node, Node, Node]

_TABLE: Final = """
eq-ref     ?s owl:sameAs ?s                   <- ?s ?p ?o
eq-ref     ?p owl:sameAs ?p                   <- ?s ?p ?o
eq-ref     ?o owl:sameAs ?o                   <- ?s ?p ?o
eq-sym     ?y owl:sameAs ?x                   <- ?x owl:sameAs ?y
eq-trans   ?x owl:sameAs ?z                   <- ?x owl:sameAs ?y ; ?y owl:sameAs ?z
eq-rep-s   ?t ?p ?o                           <- ?s owl:sameAs ?t ; ?s ?p ?o
eq-rep-p   ?s ?q ?o                           <- ?p owl:sameAs ?q ; ?s ?p ?o
eq-rep-o   ?s ?p ?t                           <- ?o owl:sameAs ?t ; ?s ?p ?o

prp-dom    ?x a ?c                            <- ?p rdfs:domain ?c ; ?x ?p ?y
prp-rng    ?y a ?c                            <- ?p rdfs:range ?c ; ?x ?p ?y
prp-fp     ?y owl:sameAs ?z                   <- ?p a owl:FunctionalProperty ; ?x ?p ?y ; ?x ?p ?z
prp-ifp    ?x owl:sameAs ?z                   <- ?p a owl:InverseFunctionalProperty ; ?x ?p ?y ; ?z ?p ?y
prp-symp   ?y ?p ?x                           <- ?p a owl:SymmetricProperty ; ?x ?p ?y
prp-trp    ?x ?p ?z                           <- ?p a owl:TransitiveProperty ; ?x ?p ?y ; ?y ?p ?z
prp-spo1   ?x ?q ?y                           <- ?p rdfs:subPropertyOf ?q ; ?x ?p ?y
prp-spo2   ?u ?p ?v                           <- ?p owl:propertyChainAxiom ?l ; path(?u, ?l, ?v)
prp-eqp1   ?x ?q ?y                           <- ?p owl:equivalentProperty ?q ; ?x ?p ?y
prp-eqp2   ?x ?p ?y                           <- ?p owl:equivalentProperty ?q ; ?x ?q ?y
prp-inv1   ?y ?q ?x                           <- ?p owl:inverseOf ?q ; ?x ?p ?y
prp-inv2   ?y ?p ?x                           <- ?p owl:inverseOf ?q ; ?x ?q ?y
prp-key    ?x owl:sameAs ?y                   <- ?c owl:hasKey ?l ; ?x a ?c ; ?y a ?c ; agree(?x, ?y, ?l)

cls-thing    owl:Thing a owl:Class            <-
cls-nothing1 owl:Nothing a owl:Class          <-
cls-int1   ?y a ?c                            <- ?c owl:intersectionOf ?l ; each(?y, ?l)
cls-int2   ?y a ?m                            <- ?c owl:intersectionOf ?l ; member(?m, ?l) ; ?y a ?c
cls-uni    ?y a ?c                            <- ?c owl:unionOf ?l ; member(?m, ?l) ; ?y a ?m
cls-svf1   ?u a ?c                            <- ?c owl:someValuesFrom ?d ; ?c owl:onProperty ?p ; ?u ?p ?v ; ?v a ?d
cls-svf2   ?u a ?c                            <- ?c owl:someValuesFrom owl:Thing ; ?c owl:onProperty ?p ; ?u ?p ?v
cls-avf    ?v a ?d                            <- ?c owl:allValuesFrom ?d ; ?c owl:onProperty ?p ; ?u a ?c ; ?u ?p ?v
cls-hv1    ?u ?p ?v                           <- ?c owl:hasValue ?v ; ?c owl:onProperty ?p ; ?u a ?c
cls-hv2    ?u a ?c                            <- ?c owl:hasValue ?v ; ?c owl:onProperty ?p ; ?u ?p ?v
cls-maxc2  ?y owl:sameAs ?z                   <- ?c owl:maxCardinality ?n ; one(?n) ; ?c owl:onProperty ?p ; ?u a ?c ; ?u ?p ?y ; ?u ?p ?z
cls-maxqc3 ?y owl:sameAs ?z                   <- ?c owl:maxQualifiedCardinality ?n ; one(?n) ; ?c owl:onProperty ?p ; ?c owl:onClass ?d ; ?u a ?c ; ?u ?p ?y ; ?y a ?d ; ?u ?p ?z ; ?z a ?d
cls-maxqc4 ?y owl:sameAs ?z                   <- ?c owl:maxQualifiedCardinality ?n ; one(?n) ; ?c owl:onProperty ?p ; ?c owl:onClass owl:Thing ; ?u a ?c ; ?u ?p ?y ; ?u ?p ?z
cls-oo     ?y a ?c                            <- ?c owl:oneOf ?l ; member(?y, ?l)

dt-type2   ?v a ?d                            <- fits(?v, ?d)
dt-eq      ?v owl:sameAs ?w                   <- equal(?v, ?w)

cax-sco    ?x a ?d                            <- ?c rdfs:subClassOf ?d ; ?x a ?c
cax-eqc1   ?x a ?d                            <- ?c owl:equivalentClass ?d ; ?x a ?c
cax-eqc2   ?x a ?c                            <- ?c owl:equivalentClass ?d ; ?x a ?d

scm-cls    ?c rdfs:subClassOf ?c              <- ?c a owl:Class
scm-cls    ?c owl:equivalentClass ?c          <- ?c a owl:Class
scm-cls    ?c rdfs:subClassOf owl:Thing       <- ?c a owl:Class
scm-cls    owl:Nothing rdfs:subClassOf ?c     <- ?c a owl:Class
scm-sco    ?c rdfs:subClassOf ?e              <- ?c rdfs:subClassOf ?d ; ?d rdfs:subClassOf ?e
scm-eqc1   ?c rdfs:subClassOf ?d              <- ?c owl:equivalentClass ?d
scm-eqc1   ?d rdfs:subClassOf ?c              <- ?c owl:equivalentClass ?d
scm-eqc2   ?c owl:equivalentClass ?d          <- ?c rdfs:subClassOf ?d ; ?d rdfs:subClassOf ?c
scm-op     ?p rdfs:subPropertyOf ?p           <- ?p a owl:ObjectProperty
scm-op     ?p owl:equivalentProperty ?p       <- ?p a owl:ObjectProperty
scm-dp     ?p rdfs:subPropertyOf ?p           <- ?p a owl:DatatypeProperty
scm-dp     ?p owl:equivalentProperty ?p       <- ?p a owl:DatatypeProperty
scm-spo    ?p rdfs:subPropertyOf ?r           <- ?p rdfs:subPropertyOf ?q ; ?q rdfs:subPropertyOf ?r
scm-eqp1   ?p rdfs:subPropertyOf ?q           <- ?p owl:equivalentProperty ?q
scm-eqp1   ?q rdfs:subPropertyOf ?p           <- ?p owl:equivalentProperty ?q
scm-eqp2   ?p owl:equivalentProperty ?q       <- ?p rdfs:subPropertyOf ?q ; ?q rdfs:subPropertyOf ?p
scm-dom1   ?p rdfs:domain ?d                  <- ?p rdfs:domain ?c ; ?c rdfs:subClassOf ?d
scm-dom2   ?p rdfs:domain ?c                  <- ?q rdfs:domain ?c ; ?p rdfs:subPropertyOf ?q
scm-rng1   ?p rdfs:range ?d                   <- ?p rdfs:range ?c ; ?c rdfs:subClassOf ?d
scm-rng2   ?p rdfs:range ?c                   <- ?q rdfs:range ?c ; ?p rdfs:subPropertyOf ?q
scm-hv     ?c rdfs:subClassOf ?d              <- ?c owl:hasValue ?i ; ?c owl:onProperty ?p ; ?d owl:hasValue ?i ; ?d owl:onProperty ?q ; ?p rdfs:subPropertyOf ?q
scm-svf1   ?c rdfs:subClassOf ?d              <- ?c owl:someValuesFrom ?y ; ?c owl:onProperty ?p ; ?d owl:someValuesFrom ?z ; ?d owl:onProperty ?p ; ?y rdfs:subClassOf ?z
scm-svf2   ?c rdfs:subClassOf ?d              <- ?c owl:someValuesFrom ?y ; ?c owl:onProperty ?p ; ?d owl:someValuesFrom ?y ; ?d owl:onProperty ?q ; ?p rdfs:subPropertyOf ?q
scm-avf1   ?c rdfs:subClassOf ?d              <- ?c owl:allValuesFrom ?y ; ?c owl:onProperty ?p ; ?d owl:allValuesFrom ?z ; ?d owl:onProperty ?p ; ?y rdfs:subClassOf ?z
scm-avf2   ?d rdfs:subClassOf ?c              <- ?c owl:allValuesFrom ?y ; ?c owl:onProperty ?p ; ?d owl:allValuesFrom ?y ; ?d owl:onProperty ?q ; ?p rdfs:subPropertyOf ?q
scm-int    ?c rdfs:subClassOf ?m              <- ?c owl:intersectionOf ?l ; member(?m, ?l)
scm-uni    ?m rdfs:subClassOf ?c              <- ?c owl:unionOf ?l ; member(?m, ?l)
"""  # noqa: E501 (a rule is a line)

Pattern = tuple[Node, Node, Node]


@dataclass(frozen=True, slots=True)
class Call:
    """A premise that is no triple pattern: its kind, and the terms that it is about."""

    kind: str
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One conclusion of a rule, and the premises that it needs; ``text`` is the table's."""

    name: str
    head: Pattern
    body: tuple[Pattern | Call, ...]
    text: tuple[str, str]


_CALL: Final = re.compile(r"(\w+)\((.*)\)")


def rules_for(predicate: Node) -> tuple[Rule, ...]:
    """Give the rules that can conclude a triple with this predicate."""
    return (*_BY_PREDICATE.get(predicate, ()), *_BY_PREDICATE[_ANY])


def _read(line: str) -> Rule:
    head, _, body = line.partition("<-")
    name, _, conclusion = head.partition(" ")
    premises = [part.strip() for part in body.split(";") if part.strip()]
    text = (" ; ".join(premises), conclusion.strip())
    return Rule(name, _pattern(conclusion), tuple(_premise(part) for part in premises), text)


def _premise(text: str) -> Pattern | Call:
    if call := _CALL.fullmatch(text):
        return Call(call[1], tuple(_term(term.strip()) for term in call[2].split(",")))
    return _pattern(text)


def _pattern(text: str) -> Pattern:
    s, p, o = map(_term, text.split())
    return s, p, o


def _term(text: str) -> Node:
    if text.startswith("?"):
        return Variable(text[1:])
    prefix, _, local = text.partition(":")
    return RDF.type if text == "a" else URIRef(PREFIXES[prefix] + local)


_ANY: Final = Variable("any")
RULES: Final = tuple(_read(line) for line in _TABLE.splitlines() if line)
NAMES: Final = frozenset(rule.name for rule in RULES)


def _by_predicate() -> Mapping[Node, list[Rule]]:
    found: dict[Node, list[Rule]] = defaultdict(list, {_ANY: []})
    for rule in RULES:
        found[_ANY if isinstance(rule.head[1], Variable) else rule.head[1]].append(rule)
    return MappingProxyType(found)


_BY_PREDICATE: Final = _by_predicate()
