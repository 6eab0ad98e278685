"""N-Triples in a file, asked by SPARQL; terms are as the rest of the project has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.errors import EngineError
from cybernorms.sources import RDF_FORMATS, read_rdf
from cybernorms.store.facts import read_node
from cybernorms.store.relevance import Relevance
from cybernorms.store.rewriting import Data, mend

_BLOCK: Final = 16 << 20
"""Bytes that are read at once."""


class LineStore:
    """A graph in a file whose terms are known to be sound."""

    def __init__(self, file: Path) -> None:
        """Take the file as it is; nothing is read yet."""
        self._file = file

    def ask(self, queries: Sequence[str]) -> list[list[Mapping[str, Node]]]:
        """Solve SELECT queries over a store of what they can see, and no more.

        Raises EngineError when the engine does not take one.
        """
        store = ox.Store()
        try:
            for query in queries:
                store.query(query)  # so that the engine says what is wrong with it
            relevance = Relevance(queries)
            with self._file.open("rb") as file:
                while block := file.read(_BLOCK) + file.readline():
                    seen = relevance.select(block)
                    store.bulk_load(input=seen, format=ox.RdfFormat.N_TRIPLES, lenient=True)
            data = Data(store, [ox.DefaultGraph()], None)
            return [list(_rows(store.query(mend(query, None, data)))) for query in queries]
        except SyntaxError as error:
            raise EngineError(f"not SPARQL: {error}") from None

    def describe(self, nodes: Iterable[Node]) -> Graph:
        """Give what is stated of some nodes."""
        marks = {node.n3().encode() for node in nodes}
        with self._file.open("rb") as file:
            found = b"".join(line for line in file if line.split(b" ", 1)[0] in marks)
        return read_rdf(found, self._file.name, URIRef(""), RDF_FORMATS["ntriples"]).graph


def _rows(solutions: object) -> Iterator[Mapping[str, Node]]:
    if not isinstance(solutions, ox.QuerySolutions):
        raise EngineError("no SELECT query")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {n: read_node(term) for n in names if (term := solution[n]) is not None}
