"""Contradictions in a closure, found alike for every engine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Final

from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from cybernorms.namespaces import ID, OWL
from cybernorms.reasoning.datatypes import value_of
from cybernorms.reasoning.engine import Closure, Row, Triple
from cybernorms.reasoning.falsehoods import EQUATING, FALSE, Rule
from cybernorms.terms import shorten

_UNIQUE: Final = Rule(
    "unique-names",
    "{x} and {y} would have to be the same thing; state owl:sameAs if they are",
    "x y",
    ("?x owl:sameAs ?y",),
)
_DIFFERENT: Final = Rule(
    "dt-diff", "the values {x} and {y} would have to be the same", "", ("?x owl:sameAs ?y",)
)


@dataclass(frozen=True, slots=True)
class Clash:
    """One contradiction: the rule that finds it, in a sentence, and from what.

    ``individuals`` are the things that it is about; ``premises`` are triples of the closure,
    asserted or derived, where the triple that leads to a list stands for its members.
    """

    rule: str
    sentence: str
    individuals: tuple[Node, ...] = ()
    premises: tuple[Triple, ...] = ()

    def __str__(self) -> str:
        """Write it in one line."""
        return f"{self.sentence} ({self.rule})"


def find_clashes(closure: Closure, asserted: Graph) -> list[Clash]:
    """Find the contradictions of a closure, those with the most asserted premises first.

    Beside the rules of OWL 2 RL that conclude ``false`` there is one of our own, ``unique-names``:
    two of our identifiers would become one thing. OWL allows that, we do not unless somebody states
    owl:sameAs. Where several values of one property lead to it, or to two literals being the same
    (dt-diff with eq-diff1), the clash is named after the rule that makes them one.

    What holds of several things that are the same is told once.
    """
    equal = list(closure.select("?x owl:sameAs ?y FILTER (?x != ?y)"))
    same = _Same((row["x"], row["y"]) for row in equal)
    found: dict[tuple[str, frozenset[Node]], tuple[tuple[int, int, str], Clash]] = {}
    for rule, row in chain(_contradictions(closure), _false_equalities(closure, equal, asserted)):
        clash = _clash(rule, row)
        rank = _rank(clash, asserted)
        key = rule.name, frozenset(map(same.root, row.values()))
        found[key] = min(found.get(key, (rank, clash)), (rank, clash), key=itemgetter(0))
    clashes = [clash for _, clash in sorted(found.values(), key=itemgetter(0))]
    if not clashes:  # what only the engine sees must not be lost
        clashes = [Clash("inconsistent", complaint) for complaint in closure.complaints]
    return clashes


def _contradictions(closure: Closure) -> Iterator[tuple[Rule, Row]]:
    for rule in FALSE:
        for row in closure.select(rule.pattern):
            if rule.holds(row):
                yield rule, row


def _false_equalities(
    closure: Closure, equal: Iterable[Row], asserted: Graph
) -> Iterator[tuple[Rule, Row]]:
    """Find pairs that cannot be the same, and why they would be."""
    stated = _Same(asserted.subject_objects(OWL.sameAs))
    pairs = {frozenset(row.values()): row for row in equal if _is_false(row, stated)}
    unexplained = set(pairs)
    for rule in EQUATING if pairs else ():
        for row in closure.select(rule.pattern):
            pair = frozenset({row["x"], row["y"]})
            if pair in pairs:
                unexplained.discard(pair)
                yield rule, row
    for pair in unexplained:
        literals = all(isinstance(node, Literal) for node in pair)
        yield _DIFFERENT if literals else _UNIQUE, pairs[pair]


def _is_false(row: Row, stated: "_Same") -> bool:
    x, y = row["x"], row["y"]
    if isinstance(x, Literal) and isinstance(y, Literal):
        values = value_of(x), value_of(y)
        if None in values:
            return x.datatype != y.datatype or x.value is None or x.value != y.value
        return values[0] != values[1]
    return str(x) in ID and str(y) in ID and stated.root(x) != stated.root(y)


class _Same:
    """Things by what they are the same as."""

    def __init__(self, pairs: Iterable[tuple[Node, Node]]) -> None:
        self._above: dict[Node, Node] = {}
        for a, b in pairs:
            low, high = sorted((self.root(a), self.root(b)), key=str)
            if low != high:
                self._above[high] = low

    def root(self, node: Node) -> Node:
        """Give the one that stands for all that are the same."""
        while node in self._above:
            node = self._above[node]
        return node


def _clash(rule: Rule, row: Row) -> Clash:
    words = {name: _word(node) for name, node in row.items()}
    individuals = tuple(row[name] for name in rule.about.split())
    return Clash(rule.name, rule.sentence.format(**words), individuals, tuple(rule.instances(row)))


def _rank(clash: Clash, asserted: Graph) -> tuple[int, int, str]:
    derived = sum(premise not in asserted for premise in clash.premises)
    return derived, -len(set(clash.individuals)), clash.sentence


def _word(node: Node) -> str:
    return "unnamed class" if isinstance(node, BNode) else shorten(node)
