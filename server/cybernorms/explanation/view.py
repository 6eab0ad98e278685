"""Facts as a search sees them: remembered, of every pattern so many, and with what pruning dropped.

A closure lacks what ``reasoning`` prunes. Of that, the search needs memberships and relations of
unnamed classes, what is said of blank nodes in data, that a class or property is part of itself,
and what holds of the value of a literal: such a triple may hold, which a search of its own has to
show.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property
from typing import Final

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.term import Node

from cybernorms.explanation.facts import Facts
from cybernorms.explanation.rules import Pattern, Triple
from cybernorms.namespaces import OWL, RDF, RDFS
from cybernorms.reasoning import is_worth_keeping
from cybernorms.reasoning.datatypes import DATATYPES, fits, value_of

Listed = tuple[tuple[Node, ...], tuple[Triple, ...]]

_LOOKED_AT: Final = 8
"""How many times as many triples of a pattern are looked at as are taken, asserted ones first."""
_MOST_EXPRESSIONS: Final = 200
_EXPRESSIONS: Final = (OWL.onProperty, OWL.intersectionOf, OWL.unionOf, OWL.oneOf)
_RESTRICTING: Final = frozenset({OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom})
_BETWEEN_CLASSES: Final = frozenset({RDFS.subClassOf, OWL.equivalentClass})
_PART_OF: Final = _BETWEEN_CLASSES | {RDFS.subPropertyOf, OWL.equivalentProperty}
_OF_PROPERTIES: Final = frozenset({RDFS.domain, RDFS.range})
_CLASS_NAMING: Final = (*_BETWEEN_CLASSES, *_OF_PROPERTIES)
_GENERAL: Final = frozenset({OWL.Thing, OWL.Class})
_OPEN: Final = _GENERAL | DATATYPES
_VALUE: Final = Variable("value")
_LANGUAGE: Final = (str(RDF), str(RDFS), str(OWL))


class Status(Enum):
    """What is known of a triple before any search."""

    ASSERTED = "asserted"
    DERIVED = "derived"
    UNKNOWN = "unknown"
    FALSE = "false"


class View:
    """A view of facts that takes ``width`` triples of each pattern."""

    def __init__(self, facts: Facts, width: int) -> None:
        """Begin with nothing remembered."""
        self._facts, self._width = facts, width
        self._known: dict[Triple, Status] = {}
        self._found: dict[tuple[Node | None, ...], list[Triple]] = {}
        self._lists: dict[Node, Listed | None] = {}
        self._tied: dict[Node, list[Node]] = {}

    def status(self, triple: Triple) -> Status:
        """Tell whether a triple is asserted, or follows, or may do so."""
        if triple not in self._known:
            found = next(iter(self._facts.find(*triple, 1).values()), None)
            if found is not None:
                self._known[triple] = Status.ASSERTED if found else Status.DERIVED
            else:
                self._known[triple] = Status.UNKNOWN if self._may_hold(triple) else Status.FALSE
        return self._known[triple]

    def match(self, pattern: Pattern) -> list[Triple]:
        """List triples of a pattern that hold or may hold, asserted ones first."""
        s, p, o = (None if isinstance(term, Variable) else term for term in pattern)
        if (s, p, o) not in self._found:
            self._found[s, p, o] = list(self._match(s, p, o))
        return self._found[s, p, o]

    def is_open(self, pattern: Pattern) -> bool:
        """Tell whether triples of a pattern may hold that ``match`` can not list."""
        s, p, o = pattern
        if isinstance(o, Literal):
            return isinstance(s, Variable) and p == OWL.sameAs
        return isinstance(s, Variable) and (isinstance(o, BNode) or o in _OPEN)

    def items(self, head: Node) -> Listed | None:
        """Give the members of an asserted list, and its triples; None if it is no whole list."""
        if head not in self._lists:
            self._lists[head] = self._items(head)
        return self._lists[head]

    def _match(self, s: Node | None, p: Node | None, o: Node | None) -> Iterator[Triple]:
        found = self._facts.find(s, p, o, self._width * _LOOKED_AT)
        for triple, asserted in found.items():
            self._known[triple] = Status.ASSERTED if asserted else Status.DERIVED
        yield from sorted(found, key=lambda triple: not found[triple])[: self._width]
        if p is None or (s is None) == (o is None):
            return
        for other in self._others(s or o, p):
            triple = (s or other, p, o or other)
            if triple not in found and self.status(triple) is Status.UNKNOWN:
                yield triple

    def _others(self, node: Node | None, p: Node) -> Iterable[Node]:
        """List what may be at the other end of a triple without the closure telling."""
        if node is None or isinstance(node, Literal):
            return ()
        if p in _PART_OF:
            return (node, *(self._expressions if p in _BETWEEN_CLASSES else ()))
        if p == RDF.type:
            return self._expressions
        return () if _is_of_language(p) else self._around(node)

    @cached_property
    def _expressions(self) -> tuple[Node, ...]:
        """List the unnamed classes, and owl:Thing where an axiom is about it."""
        found: dict[Node, None] = {}
        for property_ in _EXPRESSIONS:
            for s, _, _ in self._facts.find(None, property_, None, _MOST_EXPRESSIONS):
                if isinstance(s, BNode):
                    found[s] = None
        if self._facts.find(OWL.Thing, None, None, 1):
            found[OWL.Thing] = None
        return tuple(found)

    def _around(self, node: Node) -> list[Node]:
        """List the blank nodes that asserted triples tie to a node; of a blank one, all nodes."""
        if node not in self._tied:
            tied = [o for _, _, o in self._facts.find(node, None, None, self._width)]
            tied += [s for s, _, _ in self._facts.find(None, None, node, self._width)]
            wanted = [n for n in tied if isinstance(node, BNode) or isinstance(n, BNode)]
            self._tied[node] = list(dict.fromkeys(wanted))
        return self._tied[node]

    def _may_hold(self, triple: Triple) -> bool:
        """Tell whether a triple that the closure lacks is of a kind that pruning drops."""
        s, p, o = triple
        if isinstance(s, Literal):
            return is_held_by(s, o) if p == RDF.type else p == OWL.sameAs and are_equal(s, o)
        if isinstance(o, Literal):
            return any(are_equal(value, o) for _, _, value in self.match((s, p, _VALUE)))
        return isinstance(p, URIRef) and not is_worth_keeping(s, p, o) and self._is_pruned(s, p, o)

    def _is_pruned(self, s: Node, p: Node, o: Node) -> bool:
        """Tell which of the triples that pruning drops say something to a search."""
        if s == o:
            return p in _PART_OF or p == OWL.sameAs or not _is_of_language(p)
        if _is_of_language(s) and s not in {OWL.Thing, OWL.Nothing}:
            return False
        blank = [term for term in (s, o) if isinstance(term, BNode)]
        if blank and not _is_of_language(p):
            return not any(term in self._expressions for term in blank)
        if p in _RESTRICTING:
            return bool(self._facts.find(None, OWL.sameAs, o, 1))
        if p == RDF.type:
            return s not in self._expressions if blank else self._is_class(o)
        return p in _BETWEEN_CLASSES or p in _OF_PROPERTIES or (p in _PART_OF and not blank)

    def _is_class(self, term: Node) -> bool:
        """Tell whether a term of OWL can have members that are not stated."""
        return term in _GENERAL or any(self._facts.find(None, p, term, 1) for p in _CLASS_NAMING)

    def _items(self, head: Node) -> Listed | None:
        members: list[Node] = []
        cells: dict[Triple, None] = {}
        while head != RDF.nil:
            first = list(self._facts.find(head, RDF.first, None, 2))
            rest = list(self._facts.find(head, RDF.rest, None, 2))
            if len(first) != 1 or len(rest) != 1 or first[0] in cells:
                return None
            members.append(first[0][2])
            cells |= dict.fromkeys((first[0], rest[0]))
            head = rest[0][2]
        return tuple(members), tuple(cells)


def is_held_by(node: Node, datatype: Node) -> bool:
    """Tell whether it is a literal and a datatype of OWL 2 RL holds its value (dt-type2)."""
    return isinstance(node, Literal) and datatype in DATATYPES and fits(node, datatype)


def are_equal(a: Node, b: Node) -> bool:
    """Tell whether they are two literals of one value (dt-eq)."""
    if not isinstance(a, Literal) or not isinstance(b, Literal) or a == b:
        return False
    value = value_of(a)
    return value is not None and value == value_of(b)


def _is_of_language(term: Node) -> bool:
    return str(term).startswith(_LANGUAGE)
