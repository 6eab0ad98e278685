"""The reference engine: owlrl, slow and well understood."""

from collections.abc import Iterator
from functools import cache

from owlrl import OWLRL_Semantics
from owlrl.Namespaces import ERRNS
from rdflib import Graph, Literal
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow
from rdflib.term import BNode

from cybernorms.namespaces import PREFIXES, RDF
from cybernorms.reasoning.engine import Row, Triple, is_stand_in
from cybernorms.reasoning.restating import repeat_last_keys, state_spellings, state_values
from cybernorms.sources import merge


@cache
def _prepare(pattern: str) -> Query:
    """Parse a pattern, which takes longer than to solve it in a small graph."""
    return prepareQuery(f"SELECT * {{ {pattern} }}", initNs=dict(PREFIXES))


class _WithoutDatatypes(OWLRL_Semantics):  # type: ignore[misc]
    """The rules of OWL 2 RL except dt-*, which would call ill-typed literals contradictions."""

    def _one_time_rules_datatypes(self) -> None:
        """Leave datatypes to ``restating`` and ``clashes``."""


class OwlrlClosure:
    """The closure as a graph, in which literals may be subjects."""

    def __init__(self, asserted: Graph) -> None:
        """Apply the rules until nothing new follows."""
        graph = merge([asserted, state_values(asserted), state_spellings(asserted)])
        repeat_last_keys(graph)
        # Run by hand rather than through DeductiveClosure: that one rebinds rdflib's literal
        # conversions for the whole process.
        semantics = _WithoutDatatypes(graph, False, False)
        semantics.closure()
        # It writes contradictions into the graph too, as nodes that are no part of the closure.
        for note in set(graph.subjects(RDF.type, ERRNS.ErrorMessage)):
            graph.remove((note, None, None))
        self.complaints = tuple(sorted(semantics.error_messages))
        self._graph, self._asserted = graph, asserted

    def derived(self) -> Iterator[Triple]:
        """Give what is not asserted and has no blank node, and no literal as subject."""
        for s, p, o in self._graph:
            is_named = not isinstance(s, BNode | Literal) and not isinstance(o, BNode)
            if is_named and (s, p, o) not in self._asserted and not is_stand_in(s, p, o):
                yield s, p, o

    def select(self, pattern: str) -> Iterator[Row]:
        """Solve a SPARQL group graph pattern, with the project's prefixes."""
        rows = self._graph.query(_prepare(pattern))
        return (row.asdict() for row in rows if isinstance(row, ResultRow))
