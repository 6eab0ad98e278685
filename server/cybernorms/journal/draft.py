"""Changes on their way into the journal: checked, reduced to their effect, labelled."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.journal.journal import Journal, apply
from cybernorms.journal.quads import Quad, write_quad
from cybernorms.journal.records import Change, Transaction
from cybernorms.namespaces import XSD
from cybernorms.store import canonical_nquads, check_nquads


class Draft:
    """Transactions that would follow a journal's last, and the graphs as they would be then.

    Nothing of it touches the journal until ``journal.append(draft.transactions)``.
    """

    def __init__(self, journal: Journal, previous: str) -> None:
        """Begin behind the last transaction read; ``previous`` is the current snapshot's id."""
        self._journal = journal
        self._previous = previous
        self._labels: set[BNode] = set()
        self.graphs: dict[URIRef, Graph] = dict(journal.graphs)
        self.transactions: list[Transaction] = []

    def add(self, account: str, change: Change, comment: str = "") -> Transaction | None:
        """Stage a change, or give None when it would leave every graph as it is.

        Blank nodes that the journal does not know get labels of their own; so one that is copied
        from elsewhere becomes another. Raises InputError for a term that is no valid RDF.
        """
        number = self._journal.position + len(self.transactions) + 1
        effective = self._effective(change, number)
        touched = {quad[3] for quad in (*effective.added, *effective.removed)}
        if not touched:
            return None
        before = {name: self.graphs[name] for name in touched & self.graphs.keys()}
        self.graphs.update({name: _copy(graph) for name, graph in before.items()})
        apply(effective, self.graphs)
        after = {name: self.graphs[name] for name in touched & self.graphs.keys()}
        if _blank_nodes(effective.removed) and _lines(before) == _lines(after):
            self.graphs.update(before)  # the same again, with other blank nodes
            return None
        self._labels |= _blank_nodes(effective.added)
        transaction = Transaction(
            number, datetime.now(UTC), account, self._previous, comment, effective
        )
        self.transactions.append(transaction)
        return transaction

    def _effective(self, change: Change, number: int) -> Change:
        """Leave only what comes and was not there, and what was there and goes."""
        known = self._labels | self._journal.labels
        fresh: dict[Node, Node] = {}
        for quad in sorted(change.added, key=lambda quad: tuple(map(str, quad))):
            for term in quad:
                if isinstance(term, BNode) and term not in known:
                    fresh.setdefault(term, BNode(f"t{number}b{len(fresh) + 1}"))
        coming = {_normal(quad, fresh) for quad in change.added}
        check_nquads("".join(f"{write_quad(quad)}\n" for quad in coming))
        going = {_normal(quad, {}) for quad in change.removed} - coming
        return Change(
            frozenset(quad for quad in coming if not self._holds(quad)),
            frozenset(quad for quad in going if self._holds(quad)),
        )

    def _holds(self, quad: Quad) -> bool:
        graph = self.graphs.get(quad[3])
        return graph is not None and quad[:3] in graph


def _normal(quad: Quad, fresh: Mapping[Node, Node]) -> Quad:
    """Replace new blank nodes, and write "x"^^xsd:string as "x", which is the same literal."""
    subject, predicate, value, name = quad
    if isinstance(value, Literal) and value.datatype == XSD.string:
        value = Literal(str(value))
    return fresh.get(subject, subject), predicate, fresh.get(value, value), name


def _blank_nodes(quads: Iterable[Quad]) -> set[BNode]:
    return {term for quad in quads for term in quad if isinstance(term, BNode)}


def _copy(graph: Graph) -> Graph:
    copy = Graph(identifier=graph.identifier, bind_namespaces="none")
    for triple in graph:
        copy.add(triple)
    return copy


def _lines(graphs: Mapping[URIRef, Graph]) -> list[str]:
    """Give the canonical form of some graphs, which is equal for isomorphic ones."""
    quads = (write_quad((*triple, name)) for name, graph in graphs.items() for triple in graph)
    return canonical_nquads("".join(f"{quad}\n" for quad in quads).encode("utf-8"))
