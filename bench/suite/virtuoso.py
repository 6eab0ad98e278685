"""Virtuoso of Debian's package, loaded by its bulk loader, with buffers as its makers advise."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import servers
from servers import Server

if TYPE_CHECKING:
    from suite.peers import Bench

_GRAPH: Final = "https://w3id.org/cybernorms/graph/all"
_BUFFERS: Final = 85_000
"""Buffers of 8 KiB for each GiB of memory (its documentation, section on performance tuning)."""
_SETTINGS: Final = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxCheckpointRemap = {remap}
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 16
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
DefaultGraph = {graph}
"""
_LOAD: Final = f"""
ld_dir ('.', 'data.nt', '{_GRAPH}');
rdf_loader_run ();
checkpoint;
"""


@contextmanager
def run(bench: "Bench") -> Iterator[tuple[Server, float]]:
    """Load it, and give the server with the seconds that loading took."""
    folder, (http, sql) = bench.folder / "virtuoso", (bench.port + 3, bench.port + 4)
    folder.mkdir()
    (folder / "data.nt").symlink_to(bench.data)
    buffers = _BUFFERS * (2 if bench.triples < 5_000_000 else 6)
    settings = _SETTINGS.format(
        sql=sql,
        http=http,
        buffers=buffers,
        dirty=buffers * 3 // 4,
        remap=buffers // 4,
        graph=_GRAPH,
    )
    (folder / "virtuoso.ini").write_text(settings, "utf-8")
    process = subprocess.Popen(
        ["/usr/bin/virtuoso-t", "-f", "+configfile", "virtuoso.ini"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(
        "Virtuoso",
        f"http://127.0.0.1:{http}",
        "/sparql",
        process,
        parameters=(("default-graph-uri", _GRAPH),),
    )
    with servers.watched(server):
        try:
            servers.await_answer(server)
            started = time.perf_counter()
            subprocess.run(
                ["/usr/bin/isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={_LOAD}"],
                check=True,
                capture_output=True,
                cwd=folder,
            )
            yield server, time.perf_counter() - started
        finally:
            process.kill()
            process.wait()
