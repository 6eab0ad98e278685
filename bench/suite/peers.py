"""The engines that are compared over one file of N-Triples: how each is loaded, started and asked.

Each in the settings that its makers recommend: servers over their own storage on disk, with memory
for their caches; libraries in memory, or on disk where the graph is too large for that.
"""

import http.client
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import servers
from servers import Server

JSON: Final = "application/sparql-results+json"
TURTLE: Final = "text/turtle"
HERE: Final = Path(__file__).parent
JENA: Final = Path("/usr/share/java")
_LARGE: Final = 3_000_000
"""Triples above which libraries keep their graph on disk, and rdflib is left out."""

Ask = Callable[[str, str, float], tuple[float, bytes]]
"""Asks a query with a media type and a limit of seconds; gives the seconds and the answer."""


class TooSlowError(Exception):
    """An engine did not answer in time, or not at all."""


@dataclass(slots=True)
class Peer:
    """An engine that runs: how to ask it, and what it took to load the graph."""

    name: str
    ask: Ask
    process: Server
    load: float = 0.0
    disk: float = field(default=0.0)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are: the triples and how many, the folder to fill, the peers' programs."""

    state: Path
    data: Path
    triples: int
    folder: Path
    programs: Path
    port: int


Run = Callable[[Bench], AbstractContextManager[Peer]]
"""Loads and runs a peer for the length of a block."""


@contextmanager
def cybernorms(bench: Bench) -> Iterator[Peer]:
    """Run ours over the snapshot that was built; a comment makes each query a new one.

    It has nothing to load, for the build did that.
    """
    with servers.cybernorms(bench.state, bench.port) as server:
        ask, numbers = _over_http(server), iter(range(10**9))

        def never_repeated(query: str, accept: str, seconds: float) -> tuple[float, bytes]:
            return ask(f"{query}\n# {next(numbers)}", accept, seconds)

        disk = _size((bench.state / "current").resolve())
        yield Peer("cybernorms", never_repeated, server, 0.0, disk)


@contextmanager
def oxigraph_server(bench: Bench) -> Iterator[Peer]:
    """Load and run ``oxigraph serve``."""
    started = time.perf_counter()
    with servers.oxigraph(bench.programs, bench.folder, bench.data, bench.port + 1) as server:
        loaded = time.perf_counter() - started
        disk = _size(bench.folder / "oxigraph")
        yield Peer("oxigraph serve", _over_http(server), server, loaded, disk)


@contextmanager
def rdflib_endpoint(bench: Bench) -> Iterator[Peer]:
    """Load and run rdflib-endpoint, which keeps everything in memory."""
    started = time.perf_counter()
    with servers.rdflib_endpoint(bench.programs, bench.data, bench.port + 2) as server:
        yield Peer("rdflib-endpoint", _over_http(server), server, time.perf_counter() - started)


@contextmanager
def pyoxigraph(bench: Bench) -> Iterator[Peer]:
    """Call pyoxigraph directly."""
    where = [str(bench.folder / "pyoxigraph")] if bench.triples > _LARGE else []
    command = [sys.executable, str(HERE / "direct.py"), "pyoxigraph", str(bench.data), *where]
    with _direct("pyoxigraph", command, *map(Path, where)) as peer:
        yield peer


@contextmanager
def rdflib(bench: Bench) -> Iterator[Peer]:
    """Call rdflib directly, over its own store."""
    command = [sys.executable, str(HERE / "direct.py"), "rdflib", str(bench.data)]
    with _direct("rdflib", command) as peer:
        yield peer


@contextmanager
def jena(bench: Bench) -> Iterator[Peer]:
    """Call Jena's ARQ over TDB2 in one virtual machine; Debian has no Fuseki."""
    place = bench.folder / "jena"
    command = ["java", f"-Xmx{max(2, bench.triples // 2_000_000 + 2)}g", "-cp", _class_path(bench)]
    command += [str(HERE / "Direct.java"), str(bench.data), str(place)]
    with _direct("Jena TDB2", command, place) as peer:
        yield peer


@contextmanager
def virtuoso(bench: Bench) -> Iterator[Peer]:
    """Load and run Virtuoso, with buffers for all of the graph."""
    from suite import virtuoso as module  # noqa: PLC0415  # it takes some lines of its own

    with module.run(bench) as (server, loaded):
        disk = _size(bench.folder / "virtuoso")
        yield Peer("Virtuoso", _over_http(server), server, loaded, disk)


def available(bench: Bench) -> list[Run]:
    """Choose the peers that are installed and can hold so many triples."""
    chosen: list[Run] = [oxigraph_server, pyoxigraph]
    if shutil.which("virtuoso-t"):
        chosen.append(virtuoso)
    if shutil.which("java") and (JENA / "jena-tdb2.jar").exists():
        chosen.append(jena)
    return chosen if bench.triples > _LARGE else [*chosen, rdflib_endpoint, rdflib]


def _over_http(server: Server) -> Ask:
    """Ask a server over one connection, which is opened again when it was closed."""
    address = urlsplit(server.origin)
    connection = http.client.HTTPConnection(str(address.hostname), address.port)

    def ask(query: str, accept: str, seconds: float) -> tuple[float, bytes]:
        connection.timeout = seconds
        body = urlencode({"query": query, **dict(server.parameters)}).encode()
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        for again in (True, False):
            try:
                started = time.perf_counter()
                connection.request("POST", server.path, body, headers)
                response = connection.getresponse()
                answer = response.read()
                took = time.perf_counter() - started
            except TimeoutError:
                connection.close()
                raise TooSlowError from None
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                if not again:
                    raise TooSlowError(str(error)) from None
            else:
                break
        if response.status != http.client.OK:
            raise TooSlowError(f"{response.status} {answer[:200]!r}")
        return took, answer

    return ask


@contextmanager
def _direct(name: str, command: Sequence[str], *places: Path) -> Iterator[Peer]:
    """Run a program that loads, says so by a line, and then answers queries, a line each."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    server = Server(name, "", "", process)
    with servers.watched(server):
        questions, answers = process.stdin, process.stdout
        if questions is None or answers is None:
            raise AssertionError("both are pipes")
        loaded = float(answers.readline() or "nan")

        def ask(query: str, accept: str, seconds: float) -> tuple[float, bytes]:
            if process.poll() is not None:
                raise TooSlowError("it has ended")
            questions.write(json.dumps({"query": query, "accept": accept}).encode() + b"\n")
            questions.flush()
            if not servers.is_readable(answers, seconds):
                process.kill()  # none of them can be told to stop
                raise TooSlowError
            head = json.loads(answers.readline() or b'{"error": "it has ended"}')
            if "error" in head:
                raise TooSlowError(head["error"])
            return head["seconds"], answers.read(head["bytes"])

        yield Peer(name, ask, server, loaded, sum(map(_size, places)))
        process.kill()
        process.wait()
        questions.close()
        answers.close()


def _class_path(bench: Bench) -> str:
    """Give Debian's jars, and message files that its Jena looks for at another place."""
    from suite import debian_jena  # noqa: PLC0415

    return debian_jena.class_path(bench.folder / "messages")


def _size(path: Path) -> float:
    """Give the MiB of a folder."""
    files = (each for each in path.resolve().rglob("*") if each.is_file())
    return sum(each.stat().st_blocks * 512 for each in files) / 2**20
