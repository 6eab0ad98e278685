"""The front's side of writing: hand an operation to the writer, and wait until it is served."""

import json
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from cybernorms.errors import BusyError, EngineError, NoSnapshotError
from cybernorms.settings import Settings
from cybernorms.updates.operation import Operation, Receipt
from cybernorms.workers import wire
from cybernorms.workers.pointer import Pointer

_MARGIN: Final = 30.0
"""Seconds on top of the limit of a write that the writer may need to tell how it ended."""
_STARTING: Final = 10.0
"""Seconds that a writer may need to start."""
_SERVING: Final = 30.0
"""Seconds that a snapshot may need from its publication until the fronts answer from it."""
_PAUSE: Final = 0.02


class WriterClient:
    """Writes through the writer process of this server; any number of threads may use it."""

    def __init__(self, run_dir: Path, settings: Settings) -> None:
        """Use the writer whose socket is in ``run_dir``."""
        self._run_dir, self._settings = run_dir, settings
        self._pointer = Pointer(run_dir)
        self._places = threading.BoundedSemaphore(max(settings.update_queue, 1))

    def submit(self, operation: Operation, body: bytes) -> tuple[Receipt, bool]:
        """Have one operation carried out, waiting for its turn; tell whether it is served already.

        Raises BusyError when too many wait, or the turn does not come within the time that one
        write may take: nothing was changed then. Raises EngineError when the writer dies, and
        what ``writer.Writer.perform`` raises.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError("too many writes are waiting; nothing was changed", 5)
        try:
            receipt = self._submit(operation, body)
            return receipt, self.is_served(receipt.transaction, receipt.snapshot)
        finally:
            self._places.release()

    def versions(self, snapshot: str) -> Mapping[str, int]:
        """Number for each written graph of a snapshot the transaction that touched it last."""
        return _versions(self._settings.state_dir / "snapshots" / snapshot / "manifest.json")

    def _submit(self, operation: Operation, body: bytes) -> Receipt:
        with self._connect() as connection:
            self._wait_for_turn(connection, operation, body)
            deadline = time.monotonic() + self._settings.update_timeout + _MARGIN
            try:
                head, _ = wire.receive(connection, deadline)
            except (OSError, EOFError):
                raise EngineError(
                    "the writer did not tell how the write ended; read the graph to see whether "
                    "it was done"
                ) from None
        if "error" in head:
            raise wire.read_error(head)
        return Receipt(**head)

    def is_served(self, transaction: int | None, snapshot: str, seconds: float = _SERVING) -> bool:
        """Wait until the fronts answer from a snapshot that has a write; False if that takes long.

        ``snapshot`` is one that has it, and may be that of a later write, and even one with the id
        of an earlier, when the later took back what came in between.
        """
        until = time.monotonic() + seconds
        while not self._has(transaction, snapshot):
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE)
        return True

    def _has(self, transaction: int | None, snapshot: str) -> bool:
        with suppress(OSError, ValueError, NoSnapshotError):
            served = self._pointer.read().split(".")[0]
            last = json.loads((self._settings.state_dir / "last-build.json").read_text("utf-8"))
            reached = last["transaction"] >= (transaction or 0)
            return served == snapshot or (served == last["snapshot"] and reached)
        return False

    def _connect(self) -> socket.socket:
        until = time.monotonic() + _STARTING
        while True:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self._settings.update_timeout)
            try:
                with wire.short_address(self._run_dir, wire.WRITER) as address:
                    connection.connect(address)
            except OSError:
                connection.close()
                if time.monotonic() > until:
                    raise BusyError(
                        "the writer is not there, or has no room; nothing was changed", 5
                    ) from None
                time.sleep(_PAUSE)
            else:
                return connection

    def _wait_for_turn(self, connection: socket.socket, operation: Operation, body: bytes) -> None:
        try:
            wire.send(connection, operation.as_head(), body)
            connection.settimeout(None)  # wire.receive has deadlines of its own
            wire.receive(connection, time.monotonic() + self._settings.update_timeout)
            wire.send(connection, wire.GO)
        except (OSError, EOFError):
            raise BusyError(
                "the writer is busy with other writes; nothing was changed", 5
            ) from None


@lru_cache(maxsize=8)
def _versions(manifest: Path) -> Mapping[str, int]:
    try:
        written: dict[str, int] = json.loads(manifest.read_text("utf-8")).get("written", {})
    except (OSError, ValueError):
        return {}
    return written
