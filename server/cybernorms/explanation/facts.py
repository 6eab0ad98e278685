"""What a proof is looked for in: the asserted triples and those that follow from them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Protocol

from rdflib import Graph
from rdflib.term import Node

from cybernorms.explanation.rules import Triple


class Facts(Protocol):
    """A graph with its closure, the closure pruned as ``reasoning.close`` prunes it."""

    def find(
        self, s: Node | None, p: Node | None, o: Node | None, most: int
    ) -> Mapping[Triple, bool]:
        """Give ``most`` triples of a pattern or all, with whether they are asserted."""


class GraphFacts:
    """The facts of two graphs of rdflib."""

    def __init__(self, asserted: Graph, derived: Graph) -> None:
        """Take the graphs as they are; what is in both is asserted."""
        self._asserted, self._derived = asserted, derived

    def find(
        self, s: Node | None, p: Node | None, o: Node | None, most: int
    ) -> Mapping[Triple, bool]:
        """Give ``most`` triples of a pattern, asserted ones first."""
        return dict(islice(self._all(s, p, o), most))

    def _all(self, s: Node | None, p: Node | None, o: Node | None) -> Iterator[tuple[Triple, bool]]:
        for triple in self._asserted.triples((s, p, o)):
            yield triple, True
        for triple in self._derived.triples((s, p, o)):
            if triple not in self._asserted:
                yield triple, False
