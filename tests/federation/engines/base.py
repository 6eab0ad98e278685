"""What every engine can do here, and what those that are servers share."""

import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import requests
from rdflib import Graph
from tests.federation.questions import Rows
from tests.http.conftest import free_port

_PATIENCE = 300.0
_TABLE = "application/sparql-results+json"
_GRAPH = "application/n-triples, text/turtle;q=0.5"


class Running(ABC):
    """An engine over some data; ``endpoint`` is empty where it is no server."""

    endpoint = ""

    @abstractmethod
    def ask(self, text: str) -> Rows:
        """Have a query answered. Raises RuntimeError where there is no answer."""

    def admit(self, endpoint: str) -> None:  # noqa: B027  # most need not be told
        """Let it ask an endpoint, if it has to be told."""


class Engine(Protocol):
    """An engine that may be installed here.

    ``own`` says of questions why their usual form is none for it whoever is asked, ``wording`` how
    these are put to it instead; one without a wording is not put to it.
    """

    name: str
    own: Mapping[str, str]
    wording: Mapping[str, str]

    def absence(self) -> str:
        """Say what is missing; empty if it can be run."""

    def run(self, data: Path, folder: Path) -> AbstractContextManager[Running]:
        """Run it over a Turtle file, with a folder of its own."""


def shorten(value: str) -> str:
    """Give what tells a value from others: the end of an IRI, the beginning of a text."""
    return value.rpartition("/")[2] if "://" in value else value[:45].rstrip()


def rows_of(document: Mapping[str, Any]) -> Rows:
    """Read a table of SPARQL 1.1 Query Results JSON."""
    names = document["head"]["vars"]
    return sorted(
        tuple(shorten(row[name]["value"]) if name in row else "" for name in names)
        for row in document["results"]["bindings"]
    )


def rows_of_graph(graph: Graph) -> Rows:
    """Give the triples of a graph as rows."""
    return sorted(tuple(shorten(str(term)) for term in triple) for triple in graph)


class Endpoint(Running):
    """A SPARQL endpoint, asked as the protocol says and in no other way."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def ask(self, text: str, **parameters: str) -> Rows:
        """Send a query by POST; an answer that is none is an error."""
        graph = "CONSTRUCT" in text
        response = requests.post(
            self.endpoint,
            data={"query": text, **parameters},
            headers={"Accept": _GRAPH if graph else _TABLE},
            timeout=_PATIENCE,
        )
        if not response.ok:
            raise RuntimeError(f"{response.status_code} {response.text.splitlines()[0]}")
        if not graph:
            return rows_of(response.json())
        media_type = response.headers["Content-Type"].partition(";")[0]
        return rows_of_graph(Graph().parse(data=response.content, format=media_type))


@contextmanager
def process(command: list[str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server until the block ends; what it says is in a file ``log``."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield server
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_for(answers: Callable[[], object], server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until something can be done without an error of the connection."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            answers()
        except (requests.ConnectionError, ConnectionError):
            assert server.poll() is None, log.read_text("utf-8", "replace")
            assert time.monotonic() < until, "it did not start in time"
            time.sleep(0.1)
        else:
            return


__all__ = [
    "Endpoint",
    "Engine",
    "Running",
    "free_port",
    "process",
    "rows_of",
    "rows_of_graph",
    "wait_for",
]
