"""N-Triples in memory, asked by SPARQL; terms are as the rest of the project has them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph
from rdflib.term import Node

from cybernorms.errors import EngineError
from cybernorms.sources import empty_graph
from cybernorms.store.facts import StoreFacts, read_node
from cybernorms.store.rewriting import Data, mend


class LineStore:
    """A graph that was read from a file."""

    def __init__(self, file: Path) -> None:
        """Load a file whose terms are known to be sound."""
        self._store = ox.Store()
        self._store.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        self._data = Data(self._store, [ox.DefaultGraph()], None)

    def ask(self, query: str) -> Iterator[Mapping[str, Node]]:
        """Solve a SELECT query. Raises EngineError when the engine does not take it."""
        try:
            solutions = self._store.query(mend(query, None, self._data))
        except SyntaxError as error:
            raise EngineError(f"not SPARQL: {error}: {query}") from None
        if not isinstance(solutions, ox.QuerySolutions):
            raise EngineError(f"no SELECT query: {query}")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {n: read_node(term) for n in names if (term := solution[n]) is not None}

    def describe(self, nodes: Iterable[Node]) -> Graph:
        """Give what is stated of some nodes."""
        facts, graph = StoreFacts(self._store, union=True), empty_graph()
        for node in set(nodes):
            for triple in facts.find(node, None, None, 10_000):
                graph.add(triple)
        return graph
