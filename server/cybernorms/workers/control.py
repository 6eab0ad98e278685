"""How the operator reaches the fronts: each listens on a Unix socket in the server's run folder.

The folder is its owner's alone (mode 0700), and nothing of this is reachable over the network.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cybernorms.workers import wire
from cybernorms.workers.running import RunningQueries

_log: Final = logging.getLogger(__name__)
_PREFIX: Final = "front."
_PATIENCE: Final = 5.0


def listen(run_dir: Path, queries: RunningQueries) -> None:
    """Let the operator list and stop the queries of this process, from a thread of its own."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    name = f"{_PREFIX}{os.getpid()}"
    (run_dir / name).unlink(missing_ok=True)  # of a dead process with the same number
    with wire.short_address(run_dir, name) as address:
        listener.bind(address)
    listener.listen()
    threading.Thread(target=_serve, args=(listener, queries), name="control", daemon=True).start()


def list_queries(state_dir: Path, *, text: bool) -> list[dict[str, Any]]:
    """List what runs and waits in all fronts of the servers of a state folder, oldest first."""
    replies = _ask(state_dir, {"list": text})
    queries: list[dict[str, Any]] = [query for reply in replies for query in reply["queries"]]
    return sorted(queries, key=lambda query: query["since"])


def stop_query(state_dir: Path, id_: str) -> bool:
    """Stop the query with this id or of this request; tell whether there was one."""
    replies = list(_ask(state_dir, {"stop": id_}))  # of all fronts: a request may be with each
    return any(reply["stopped"] for reply in replies)


def _serve(listener: socket.socket, queries: RunningQueries) -> None:
    while True:
        try:
            client, _ = listener.accept()
            with client:
                client.settimeout(_PATIENCE)
                head, _ = wire.receive(client)
                if "stop" in head:
                    wire.send(client, {"stopped": queries.stop(str(head["stop"]))})
                else:
                    wire.send(client, {"queries": queries.describe(text=bool(head["list"]))})
        except (OSError, EOFError, ValueError, KeyError) as error:
            _log.warning("a request of the operator failed: %s", error)


def _ask(state_dir: Path, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Ask every front; those that are dead or end meanwhile have nothing to say."""
    for path in sorted((state_dir / "run").glob(f"*/{_PREFIX}*")):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with connection, wire.short_address(path.parent, path.name) as address:
            connection.settimeout(_PATIENCE)
            try:
                connection.connect(address)
                wire.send(connection, head)
                reply, _ = wire.receive(connection)
            except (OSError, EOFError):
                continue
            yield reply
