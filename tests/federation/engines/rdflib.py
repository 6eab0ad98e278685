"""rdflib's own engine, in this process."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import rdflib
from tests.federation.questions import Rows

from .base import Running, rows_of_graph, shorten


class _Memory(Running):
    def __init__(self, data: Path) -> None:
        self._graph = rdflib.Graph().parse(data)

    def ask(self, text: str) -> Rows:
        result = self._graph.query(text)
        if result.graph is not None:
            return rows_of_graph(result.graph)
        return sorted(
            tuple(
                "" if row.get(name) is None else shorten(str(row[name]))
                for name in result.vars or ()
            )
            for row in result.bindings
        )


class RdfLib:
    name = "rdflib"
    own: Mapping[str, str] = {
        "SILENT": "does not recognise SERVICE SILENT, and asks nobody",
    }
    wording: Mapping[str, str] = {}

    def absence(self) -> str:
        return ""

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        yield _Memory(data)
