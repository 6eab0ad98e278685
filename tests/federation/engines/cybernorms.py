"""A second cybernorms, with the data of somebody else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from tests.http.conftest import point_current, start, stop

from cybernorms.federation import Registry

from .base import Endpoint, Running

_GRAPH = ox.NamedNode("https://observatory.example.org/graph")
_SNAPSHOT = "00000000000000bb"


def admit(state: Path, name: str, endpoint: str) -> None:
    """Make an endpoint a member that queries may ask."""
    registry = Registry(state)
    registry.add(name, endpoint)
    registry.set_status(name, "active")


class _Server(Endpoint):
    def __init__(self, endpoint: str, state: Path) -> None:
        super().__init__(endpoint)
        self._state = state

    def admit(self, endpoint: str) -> None:
        admit(self._state, "".join(filter(str.isalnum, endpoint)), endpoint)


class CyberNorms:
    name = "cybernorms"
    own: Mapping[str, str] = {}
    wording: Mapping[str, str] = {}

    def absence(self) -> str:
        return ""

    @contextmanager
    def run(self, data: Path, folder: Path) -> Iterator[Running]:
        snapshot = folder / "snapshots" / _SNAPSHOT
        snapshot.mkdir(parents=True)
        triples = ox.parse(path=data, format=ox.RdfFormat.TURTLE)
        quads = (ox.Quad(each.subject, each.predicate, each.object, _GRAPH) for each in triples)
        (snapshot / "asserted.nq").write_bytes(
            ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        )
        (snapshot / "inferred.nq").write_bytes(b"")
        (snapshot / "manifest.json").write_text('{"graphs": {}}', "utf-8")
        point_current(folder, _SNAPSHOT)
        with (folder / "log").open("w", encoding="utf-8") as log:
            running = start(
                folder,
                errors=log,
                processes=1,
                timeout=60,
                queue_timeout=60,
                service_timeout=30,
                outbound_networks="127.0.0.0/8",
            )
            try:
                yield _Server(f"{running.url}/sparql", folder)
            finally:
                stop(running)
