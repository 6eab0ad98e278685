"""SPARQLWrapper, by which scripts ask an endpoint: here one of Oxigraph over the data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rdflib import Graph
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from tests.federation.questions import Rows

from .base import Running, rows_of, rows_of_graph
from .oxigraph import Oxigraph


class _Client(Running):
    def __init__(self, server: str) -> None:
        self._server = server

    def ask(self, text: str) -> Rows:
        client = SPARQLWrapper(self._server)
        client.setQuery(text)
        client.setMethod(POST)
        client.setReturnFormat(TURTLE if "CONSTRUCT" in text else JSON)
        found: Any = client.queryAndConvert()
        if isinstance(found, dict):
            return rows_of(found)
        return rows_of_graph(Graph().parse(data=found, format="turtle"))


class Wrapper:
    name = "SPARQLWrapper"
    own: Mapping[str, str] = {}
    wording: Mapping[str, str] = {}

    def absence(self) -> str:
        return Oxigraph().absence()

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        with Oxigraph().run(data, folder) as server:
            yield _Client(server.endpoint)
