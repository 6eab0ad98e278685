"""The graphs that an update reads and writes, and what it changed in them."""

from collections.abc import Iterable

from rdflib import BNode, Dataset, Graph, URIRef
from rdflib.term import Node

from cybernorms.accounts import Account
from cybernorms.errors import ForbiddenGraphError
from cybernorms.journal import Change, Quad

Triple = tuple[Node, Node, Node]


class Scratch:
    """A data set that takes writes to the graphs of one account, and remembers their net effect.

    A write to the default graph goes to the account's home graph. Reading the default graph gives
    the union of all graphs, or the home graph alone if not ``union``.
    """

    def __init__(self, dataset: Dataset, account: Account, *, union: bool = True) -> None:
        """Work on ``dataset`` itself, which has to be made with ``default_union=union``."""
        self.dataset, self.home = dataset, URIRef(account.home)
        self._account, self._union = account, union
        self._added: set[Quad] = set()
        self._removed: set[Quad] = set()
        self._refused: set[URIRef] = set()

    def graph(self, name: URIRef | None) -> Graph:
        """Give a graph to read from; None is the home graph."""
        return self.dataset.get_context(name if name is not None else self.home)

    def default_graph(self) -> Graph:
        """Give the default graph as a pattern reads it."""
        return self.dataset if self._union else self.graph(None)

    def own(self) -> list[URIRef]:
        """List the graphs that have triples and that the account may write, its home first."""
        names = {URIRef(str(graph.identifier)) for graph in self.dataset.graphs() if len(graph)}
        own = (name for name in names - {self.home} if self._account.owns(str(name)))
        return [self.home, *sorted(own)]

    def add(self, name: URIRef | None, triples: Iterable[Triple]) -> None:
        """Add triples to a graph; what can be no statement is left out (Update 3.1.3.2)."""
        graph = self._writable(name)
        for triple in triples:
            if _is_statement(triple) and triple not in graph:
                graph.add(triple)
                _note((*triple, _name(graph)), self._removed, self._added)

    def remove(self, name: URIRef | None, triples: Iterable[Triple]) -> None:
        """Take triples out of a graph, those that are there."""
        graph = self._writable(name)
        for triple in triples:
            if _is_statement(triple) and triple in graph:
                graph.remove(triple)
                _note((*triple, _name(graph)), self._added, self._removed)

    def clear(self, name: URIRef | None) -> None:
        """Take all triples out of a graph."""
        self.remove(name, list(self.graph(name)))

    def change(self) -> Change:
        """Tell what all writes together changed.

        Raises ForbiddenGraphError with the names of the graphs that were written to without being
        owned, whether that had an effect or not.
        """
        if self._refused:
            names = ", ".join(f"<{name}>" for name in sorted(self._refused))
            raise ForbiddenGraphError(
                f"the account {self._account.name} may not write {names}; it owns "
                + ", ".join(f"<{owned}>" for owned in self._account.graphs)
            )
        return Change(frozenset(self._added), frozenset(self._removed))

    def _writable(self, name: URIRef | None) -> Graph:
        graph = self.graph(name)
        if not self._account.owns(str(_name(graph))):
            self._refused.add(_name(graph))
        return graph


def _name(graph: Graph) -> URIRef:
    return URIRef(str(graph.identifier))


def _is_statement(triple: Triple) -> bool:
    subject, predicate, _ = triple
    return isinstance(subject, URIRef | BNode) and isinstance(predicate, URIRef)


def _note(quad: Quad, undone: set[Quad], done: set[Quad]) -> None:
    """Note a step, or that it takes back an earlier one."""
    if quad in undone:
        undone.discard(quad)
    else:
        done.add(quad)
