"""Changes on their way into the journal: checked, reduced to their effect, labelled."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.journal.quads import Quad, blank_nodes, write_quad
from cybernorms.journal.records import Change, Transaction
from cybernorms.journal.written import Written
from cybernorms.namespaces import XSD
from cybernorms.store import canonical_nquads, check_nquads


class Draft:
    """Transactions that would follow the last one, and what would be written then.

    Nothing of it touches the journal until ``journal.append(draft.transactions)``.
    """

    def __init__(self, written: Written, previous: str) -> None:
        """Begin behind the last transaction; ``previous`` is the current snapshot's id."""
        self._previous = previous
        self.written = written
        self.transactions: list[Transaction] = []

    def add(self, account: str, change: Change, comment: str = "") -> Transaction | None:
        """Stage a change, or give None when it would leave every graph as it is.

        Blank nodes that the journal does not know get labels of their own; so one that is copied
        from elsewhere becomes another. Raises InputError for a term that is no valid RDF.
        """
        number = self.written.position + 1
        effective = self._effective(change, number)
        touched = {quad[3] for quad in (*effective.added, *effective.removed)}
        if not touched:
            return None
        transaction = Transaction(
            number, datetime.now(UTC), account, self._previous, comment, effective
        )
        written = self.written.copy(touched)
        written.take(transaction)
        if blank_nodes(effective.removed) and _lines(written, touched) == _lines(
            self.written, touched
        ):
            return None  # the same again, with other blank nodes
        self.written = written
        self.transactions.append(transaction)
        return transaction

    def _effective(self, change: Change, number: int) -> Change:
        """Leave only what comes and was not there, and what was there and goes."""
        fresh: dict[Node, Node] = {}
        for quad in sorted(change.added, key=lambda quad: tuple(map(str, quad))):
            for term in quad:
                if isinstance(term, BNode) and term not in self.written.labels:
                    fresh.setdefault(term, BNode(f"t{number}b{len(fresh) + 1}"))
        coming = {_normal(quad, fresh) for quad in change.added}
        check_nquads("".join(f"{write_quad(quad)}\n" for quad in coming))
        going = {_normal(quad, {}) for quad in change.removed} - coming
        return Change(
            frozenset(quad for quad in coming if not self._holds(quad)),
            frozenset(quad for quad in going if self._holds(quad)),
        )

    def _holds(self, quad: Quad) -> bool:
        graph = self.written.graphs.get(quad[3])
        return graph is not None and quad[:3] in graph


def _normal(quad: Quad, fresh: Mapping[Node, Node]) -> Quad:
    """Replace new blank nodes, and write "x"^^xsd:string as "x", which is the same literal."""
    subject, predicate, value, name = quad
    if isinstance(value, Literal) and value.datatype == XSD.string:
        value = Literal(str(value))
    return fresh.get(subject, subject), predicate, fresh.get(value, value), name


def _lines(written: Written, names: Iterable[URIRef]) -> list[str]:
    """Give the canonical form of some graphs, which is equal for isomorphic ones."""
    quads = (
        write_quad((*triple, name)) for name in names for triple in written.graphs.get(name, ())
    )
    return canonical_nquads("".join(f"{quad}\n" for quad in quads).encode("utf-8"))
