"""The one process of a server that writes: each write judged in children that may die.

Started as ``python -m cybernorms.workers.writer ROOT RUN_DIR PARENT``. It listens on the socket
``writer`` in the run folder and takes one write after the other. A client sends the operation and
its body; when its turn comes it is told ``ready`` and has to say ``go``, so that nothing is done
for one who has given up; then it gets the receipt or the error. One child, confined, works out the
change; another, which may write files, commits it.
"""

import logging
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import rdflib
from rdflib import URIRef

from cybernorms.accounts import Account, authenticate
from cybernorms.build import Proposal, Workspace, commit, current_snapshot
from cybernorms.errors import (
    CyberNormsError,
    EngineError,
    NonconformingError,
    PreconditionError,
    QueryLimitError,
    UnauthenticatedError,
)
from cybernorms.journal import Change
from cybernorms.journal.quads import read_quad, write_quad
from cybernorms.logs import set_up_logs
from cybernorms.processes import die_with_parent
from cybernorms.settings import Settings, load_settings
from cybernorms.submissions import Archive
from cybernorms.updates import Operation, Receipt
from cybernorms.updates.preparation import prepare
from cybernorms.workers import wire
from cybernorms.workers.child import RECURSION, Limits, Message, run_in_child
from cybernorms.workers.confinement import widen_stack
from cybernorms.workers.settling import rejected, settle

_log: Final = logging.getLogger(__name__)
_PATIENCE: Final = 5.0
"""Seconds a client may take to send its operation, or to say go."""
_PUBLISHING: Final = 600.0
"""Seconds to publish what is in the journal already, which nothing should take."""
_SETTLING: Final = 600.0
"""Seconds for a build of what curators decided, where no client holds a line open."""


class Writer:
    """Takes writes over a socket, one at a time."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Serve the graph below ``root``; its files are read when the first write comes."""
        self._root, self._settings = root, settings
        self._workspace: Workspace | None = None

    def serve(self, listener: socket.socket) -> None:
        """Attend to clients for ever."""
        while True:
            client, _ = listener.accept()
            with client, suppress(EOFError, OSError):
                self._attend(client)

    def _attend(self, client: socket.socket) -> None:
        """Serve one client, who may be gone or silent (TimeoutError is an OSError)."""
        head, body = wire.receive(client, time.monotonic() + _PATIENCE)
        wire.send(client, wire.READY)
        if wire.receive(client, time.monotonic() + _PATIENCE)[0] != wire.GO:
            return
        client.settimeout(_PATIENCE)
        try:
            reply = asdict(self.perform(Operation.from_head(head), body))
        except CyberNormsError as error:
            reply = wire.error_head(error)
        except Exception as error:  # noqa: BLE001 (a fault of ours must not end the writer)
            _log.exception("a write failed")
            reply = wire.error_head(EngineError(f"the writer failed: {error!r}"))
        wire.send(client, reply)

    def perform(self, operation: Operation, body: bytes) -> Receipt:
        """Carry out one write.

        When this returns, the write is in the journal and its snapshot is current. Raises
        UnauthenticatedError, PreconditionError, RejectedError for what does not conform, what
        ``updates.prepare`` and ``build.commit`` raise, QueryLimitError and EngineError.
        """
        if operation.kind == "settle":
            return self._settle()
        account = authenticate(self._settings.state_dir, operation.token)
        if account is None:
            raise UnauthenticatedError("the token opens nothing, or not any more")
        account.require_writer()
        self._open()
        graph = None
        if operation.kind != "update" or operation.graph:
            graph = operation.graph or account.home
            self._check_preconditions(operation, graph)
        before = self._version(graph)
        deadline = time.monotonic() + self._settings.update_timeout
        change = self._prepare(operation, body, account, deadline)
        committed = self._commit([Proposal(account, change, operation.comment)], deadline)
        created = not before and bool(self._version(graph))
        return Receipt(graph=graph, created=created, **committed)

    def _settle(self) -> Receipt:
        """Carry out what was decided on submissions."""

        def commit_all(proposals: Sequence[Proposal]) -> None:
            self._commit(proposals, time.monotonic() + _SETTLING)

        workspace = self._open()
        settle(Archive(self._settings.state_dir), workspace, commit_all)
        return Receipt(None, current_snapshot(self._settings.state_dir).id, 0, 0)

    def _open(self) -> Workspace:
        """See what changed outside: files, and transactions of others."""
        if self._workspace is None:
            self._workspace = Workspace(self._root, self._settings)
        self._workspace.refresh()
        return self._workspace

    def _version(self, graph: str | None) -> int:
        """Number the last transaction that touched a graph; 0 if it does not exist."""
        last = self._open().journal.written.last.get(URIRef(graph)) if graph else None
        return last.number if last else 0

    def _check_preconditions(self, operation: Operation, graph: str) -> None:
        version = self._version(graph)
        if operation.exists is not None and operation.exists != bool(version):
            state = "exists" if version else "does not exist"
            raise PreconditionError(f"the graph {graph} {state}")
        if operation.version is not None and operation.version != version:
            raise PreconditionError(
                f"the graph {graph} was changed since you read it; read it again and redo your "
                "change on what it holds now"
            )

    def _prepare(
        self, operation: Operation, body: bytes, account: Account, deadline: float
    ) -> Change:
        workspace = self._open()
        sources, written = workspace.sources(), workspace.journal.written.graphs
        nesting = self._settings.max_query_nesting

        def task() -> Message:
            sys.setrecursionlimit(RECURSION)
            rdflib.NORMALIZE_LITERALS = False
            change = prepare(operation, body, account, sources, written, max_nesting=nesting)
            lines = [
                *(f"A {write_quad(quad)}\n" for quad in change.added),
                *(f"D {write_quad(quad)}\n" for quad in change.removed),
            ]
            return {}, "".join(lines).encode("utf-8")

        lines = self._run(task, deadline, confined=True)[1].decode("utf-8").split("\n")
        return Change(
            frozenset(read_quad(line[2:]) for line in lines if line.startswith("A ")),
            frozenset(read_quad(line[2:]) for line in lines if line.startswith("D ")),
        )

    def _commit(self, proposals: Sequence[Proposal], deadline: float) -> dict[str, Any]:
        """Judge, journal and publish; what is in the journal is published whatever happens.

        Gives what became of the last proposal.
        """
        workspace = self._open()
        position = workspace.journal.written.position

        def task() -> Message:
            try:
                committed = commit(workspace, proposals, position)[-1]
            except NonconformingError as error:
                raise rejected(error) from None
            return {
                "transaction": committed.transaction,
                "snapshot": committed.snapshot.id,
                "added": committed.added,
                "removed": committed.removed,
            }, b""

        try:
            return self._run(task, deadline, confined=False)[0]
        except (QueryLimitError, EngineError):
            if self._open().journal.written.position == position:
                raise
            _log.warning("the commit of transaction %d was cut short; publishing", position + 1)
            return self._publish(proposals[-1].change)

    def _publish(self, change: Change) -> dict[str, Any]:
        """Publish a change that is in the journal."""
        workspace = self._open()

        def task() -> Message:
            commit(workspace, [])
            return {"snapshot": current_snapshot(self._settings.state_dir).id}, b""

        reply, _ = self._run(task, time.monotonic() + _PUBLISHING, confined=False)
        counts = {"added": len(change.added), "removed": len(change.removed)}
        return {"transaction": workspace.journal.written.position, **reply, **counts}

    def _run(self, task: Callable[[], Message], deadline: float, *, confined: bool) -> Message:
        limits = Limits(
            "write",
            self._settings.update_timeout,
            "update_timeout",
            self._settings.update_memory,
            "update_memory",
            "write less at once, or make its pattern cheaper",
        )
        return run_in_child(task, limits, confined=confined, deadline=deadline)


def main() -> None:
    """Listen, and serve until killed."""
    root, run_dir, parent = sys.argv[1:]
    die_with_parent(int(parent))
    widen_stack()
    settings = load_settings()
    set_up_logs(settings)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        (Path(run_dir) / wire.WRITER).unlink(missing_ok=True)
        with wire.short_address(Path(run_dir), wire.WRITER) as address:
            listener.bind(address)
        listener.listen(128)
        Writer(Path(root), settings).serve(listener)


if __name__ == "__main__":
    main()
