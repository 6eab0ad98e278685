"""What the journal's transactions come to: the written graphs, and who touched them last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from cybernorms.journal.quads import blank_nodes
from cybernorms.journal.records import Change, Transaction
from cybernorms.sources import Document, Triple, empty_graph, merge

JOURNAL = "journal"
"""The file that places of written subjects name; their line is the number of a transaction."""


@dataclass(slots=True)
class Written:
    """The written graphs after a number of transactions.

    ``graphs`` has no empty one (SPARQL 1.1 Update 3.2). ``last`` is the transaction that touched a
    graph last, without its change; ``stated`` has the number of the one that touched a subject
    last. ``labels`` are all blank nodes there ever were: a blank node has one label for ever,
    given by the transaction that brought it, so that a later one can name it.
    """

    position: int = 0
    graphs: dict[URIRef, Graph] = field(default_factory=dict)
    last: dict[URIRef, Transaction] = field(default_factory=dict)
    stated: dict[URIRef, dict[Node, int]] = field(default_factory=dict)
    labels: set[BNode] = field(default_factory=set)

    def take(self, transaction: Transaction) -> None:
        """Let a transaction take place."""
        change, head = transaction.change, replace(transaction, change=Change())
        for subject, predicate, value, name in change.removed:
            if name in self.graphs:
                self.graphs[name].remove((subject, predicate, value))
        for subject, predicate, value, name in change.added:
            if name not in self.graphs:
                self.graphs[name] = empty_graph()
            self.graphs[name].add((subject, predicate, value))
        for subject, _, _, name in (*change.removed, *change.added):
            self.last[name] = head
            self.stated.setdefault(name, {})[subject] = transaction.number
        for name in {quad[3] for quad in change.removed}:
            if not self.graphs.get(name):
                for each in (self.graphs, self.last, self.stated):
                    each.pop(name, None)
        self.labels |= blank_nodes(change.added)
        self.position = transaction.number

    def copy(self, names: set[URIRef]) -> "Written":
        """Give a copy in which the graphs of these names, and others anew, can be written."""
        copies = {name: merge([self.graphs[name]]) for name in names & self.graphs.keys()}
        stated = {name: dict(self.stated[name]) for name in copies}
        return Written(
            self.position,
            {**self.graphs, **copies},
            dict(self.last),
            {**self.stated, **stated},
            set(self.labels),
        )

    def documents(self) -> tuple[Document, ...]:
        """Give the graphs as documents of the project's sources, in the order of their names."""
        return tuple(
            Document(JOURNAL, name, "", graph, _Transactions(self.stated[name]))
            for name, graph in sorted(self.graphs.items())
        )


class _Transactions:
    """Tells the transaction that touched a subject last as the line where it stands."""

    def __init__(self, numbers: Mapping[Node, int]) -> None:
        self._numbers = numbers

    def subject(self, node: Node) -> tuple[int, int] | None:
        number = self._numbers.get(node)
        return None if number is None else (number, 0)

    def value(self, triple: Triple) -> tuple[int, int] | None:
        return self.subject(triple[0])

    def gap(self, node: Node, property_: Node) -> None:
        """Give no place: nothing is filled in here."""
