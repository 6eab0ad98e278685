"""The servers that are compared: how each starts over one snapshot, and the memory it needs."""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import pyoxigraph as ox
import requests

_PATIENCE = 120.0


@dataclass(slots=True)
class Server:
    """A running server: its name, the address of its endpoint, and its peak memory in MiB.

    ``parameters`` go with each query.
    """

    name: str
    origin: str
    path: str
    process: "subprocess.Popen[bytes]"
    peak: float = field(default=0.0)
    parameters: tuple[tuple[str, str], ...] = ()

    def cpu_seconds(self) -> float:
        """Give the processor time that its processes have had, those that ended too."""
        return sum(map(_cpu_seconds, _tree(self.process.pid)))

    def target(self, query: str) -> str:
        """Give the path and query string that ask a query; the text of the query comes last."""
        return f"{self.path}?{urlencode([*self.parameters, ('query', query)])}"

    def ask(self, query: str, accept: str) -> bytes:
        """Answer one query."""
        response = requests.get(
            self.origin + self.target(query), headers={"Accept": accept}, timeout=_PATIENCE
        )
        response.raise_for_status()
        return response.content


@contextmanager
def cybernorms(state: Path, port: int) -> Iterator[Server]:
    """Run our own server over a state folder that has a snapshot."""
    command = [sys.executable, "-m", "cybernorms", "serve", "--no-build", "--port", str(port)]
    with _run("cybernorms", command, port, "/sparql", CYBERNORMS_STATE_DIR=str(state)) as server:
        yield server


@contextmanager
def oxigraph(programs: Path, folder: Path, data: Path, port: int) -> Iterator[Server]:
    """Run ``oxigraph serve`` on disk, its default graph loaded like ours."""
    location = folder / "oxigraph"
    load: list[str | Path] = [programs / "oxigraph", "load", "--location", location, "--file", data]
    subprocess.run(load, check=True, capture_output=True)
    bind = f"127.0.0.1:{port}"
    command: list[str | Path] = [
        programs / "oxigraph",
        "serve",
        "--location",
        location,
        "--bind",
        bind,
    ]
    with _run("oxigraph serve", command, port, "/query") as server:
        yield server


@contextmanager
def rdflib_endpoint(programs: Path, data: Path, port: int) -> Iterator[Server]:
    """Run rdflib-endpoint with rdflib's own store, where a query sees all graphs."""
    options: list[str | Path] = ["serve", "--host", "127.0.0.1", "--port", str(port), data]
    with _run("rdflib-endpoint", [programs / "rdflib-endpoint", *options], port, "/") as server:
        yield server


def write_dataset(snapshot: Path, folder: Path) -> Path:
    """Write a snapshot as one file of N-Quads, its default graph the union of the others."""
    store = ox.Store()
    for name in ("asserted.nq", "inferred.nq"):
        store.bulk_load(path=str(snapshot / name), format=ox.RdfFormat.N_QUADS)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    data = folder / "dataset.nq"
    store.dump(str(data), format=ox.RdfFormat.N_QUADS)
    return data


@contextmanager
def _run(
    name: str, command: Sequence[str | Path], port: int, path: str, **variables: str
) -> Iterator[Server]:
    """Start a server, wait for its first answer, watch its memory, and end it."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(name, f"http://127.0.0.1:{port}", path, process)
    with watched(server):
        try:
            await_answer(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:  # rdflib-endpoint first answers what it began
                process.kill()
                process.wait()


@contextmanager
def watched(server: Server) -> Iterator[None]:
    """Watch the memory of a server, which has to end before the block does."""
    watch = threading.Thread(target=_watch, args=(server,), daemon=True)
    watch.start()
    yield
    watch.join()


def is_readable(stream: IO[bytes], seconds: float) -> bool:
    """Wait until there is something to read, or the other side has ended."""
    return bool(select.select([stream], [], [], seconds)[0])


def await_answer(server: Server) -> None:
    """Wait for the first answer. Raises SystemExit when there is none."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        with suppress(requests.ConnectionError, requests.HTTPError):  # 503: it is loading
            server.ask("ASK {}", "application/sparql-results+json")
            return
        time.sleep(0.02)
    raise SystemExit(f"{server.name} did not start")


def _watch(server: Server) -> None:
    while server.process.poll() is None:
        with suppress(OSError):
            server.peak = max(server.peak, sum(map(_memory, _tree(server.process.pid))))
        time.sleep(0.25)


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):  # it may end meanwhile
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _memory(process: int) -> float:
    """Give the proportional set size (PSS) of a process in MiB, 0 if it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _cpu_seconds(process: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0
