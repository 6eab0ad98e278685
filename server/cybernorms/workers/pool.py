"""The front's side: borrow workers from the zygote, give each one query, kill the late ones."""

import os
import select
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cybernorms.engine import Answer, Query
from cybernorms.errors import (
    BusyError,
    CyberNormsError,
    EngineError,
    NoSnapshotError,
    QueryLimitError,
)
from cybernorms.settings import Settings
from cybernorms.workers import wire

_ATTEMPTS: Final = 2
_PAUSE: Final = 0.02
_PACKET: Final = 64
_ZYGOTE_PATIENCE: Final = 5.0
"""Seconds a zygote may take to fork a worker or to tell its fate."""


@dataclass(frozen=True, slots=True)
class _Worker:
    pid: int
    handle: int
    connection: socket.socket
    zygote: str

    def ask(self, query: Query, deadline: float) -> tuple[dict[str, Any], bytes]:
        self.connection.settimeout(max(deadline - time.monotonic(), 0.001))
        wire.send(self.connection, wire.query_head(query))
        return wire.receive(self.connection, deadline)

    def waits(self) -> bool:
        """Tell whether the idle worker is still there: a dead one has hung up."""
        poll = select.poll()
        poll.register(self.connection, select.POLLIN)
        return not poll.poll(0)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        os.close(self.handle)
        self.connection.close()


class WorkerPool:
    """A QueryEngine over the workers of the active zygote; any number of threads may use it."""

    def __init__(self, run_dir: Path, settings: Settings) -> None:
        """Use the zygote that ``run_dir`` names, now and after each switch."""
        self._run_dir, self._settings = run_dir, settings
        self._slots = threading.BoundedSemaphore(settings.workers)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []

    def snapshot_id(self) -> str:
        """Name the snapshot of the active zygote. Raises NoSnapshotError when there is none."""
        return self._active().split(".")[0]

    def query(self, query: Query) -> Answer:
        """Answer one query within its timeout, or raise as engine.QueryEngine says."""
        if not self._slots.acquire(timeout=self._settings.queue_timeout):
            raise BusyError(
                f"all {self._settings.workers} query workers of this process are busy, and none "
                f"became free within {self._settings.queue_timeout:g} s"
            )
        try:
            head, body = self._ask(query)
        finally:
            self._slots.release()
        if "error" in head:
            raise wire.read_error(head)
        return Answer(head["form"], head["media_type"], body, head["snapshot"])

    def close(self) -> None:
        """Kill the idle workers."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _ask(self, query: Query) -> tuple[dict[str, Any], bytes]:
        """Ask a worker, and once more if it was lost through no fault of the query."""
        timeout = min(query.timeout, self._settings.timeout)
        deadline = None
        for _ in range(_ATTEMPTS):
            worker = self._take()
            deadline = deadline or time.monotonic() + timeout
            try:
                message = worker.ask(query, deadline)
            except TimeoutError:
                worker.kill()
                raise QueryLimitError(
                    f"the query was stopped after {timeout:g} s; select less, or add a LIMIT",
                    "timeout",
                    timeout,
                ) from None
            except (EOFError, ConnectionError):
                fate = self._fate(worker)
                worker.kill()
                if error := self._reason(fate):
                    raise error from None
            except BaseException:
                worker.kill()
                raise
            else:
                with self._lock:
                    self._idle.append(worker)
                return message
        raise EngineError("the query's worker was killed from outside, twice; try again")

    def _reason(self, fate: int | None) -> CyberNormsError | None:
        """Explain how a worker ended, if the query is to blame."""
        if fate == -signal.SIGABRT:
            return QueryLimitError(
                f"the query needed more than {self._settings.memory_limit} MiB of memory; "
                "sort, group or join fewer rows",
                "memory_limit",
                self._settings.memory_limit,
            )
        if fate is None or fate in {0, -signal.SIGKILL}:
            return None
        how = signal.Signals(-fate).name if fate < 0 else f"exit code {fate}"
        return EngineError(
            f"the engine crashed on this query ({how}); "
            "deep nesting is the usual cause, so write it flatter"
        )

    def _take(self) -> _Worker:
        """Give an idle worker of the active zygote, or a new one."""
        with suppress(NoSnapshotError):
            active = self._active()
            with self._lock:
                idle, self._idle = self._idle, []
                useful = [worker for worker in idle if worker.zygote == active and worker.waits()]
                chosen = useful.pop() if useful else None
                self._idle = useful
            for worker in set(idle) - {chosen, *useful}:
                worker.kill()
            if chosen:
                return chosen
        return self._borrow()

    def _borrow(self) -> _Worker:
        """Have a worker forked; a zygote that is being replaced is waited for."""
        until = time.monotonic() + self._settings.queue_timeout
        while True:
            with suppress(OSError, EOFError, NoSnapshotError):
                active = self._active()
                reply, descriptors = self._request(active, "fork")
                return _Worker(
                    int(reply), descriptors[1], socket.socket(fileno=descriptors[0]), active
                )
            if time.monotonic() > until:
                self._active()  # raises NoSnapshotError if that is the reason
                raise BusyError("the graph is being loaded; try again in a moment", retry_after=2)
            time.sleep(_PAUSE)

    def _fate(self, worker: _Worker) -> int | None:
        """Ask the zygote how its worker ended; None if the zygote is gone as well."""
        try:
            return int(self._request(worker.zygote, f"fate {worker.pid}")[0])
        except (OSError, EOFError):
            return None

    def _request(self, zygote: str, request: str) -> tuple[bytes, list[int]]:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection,
            wire.short_address(self._run_dir, zygote) as address,
        ):
            connection.settimeout(_ZYGOTE_PATIENCE)
            connection.connect(address)
            connection.send(request.encode())
            reply, descriptors, _, _ = socket.recv_fds(connection, _PACKET, 2)
        if not reply:
            raise EOFError
        return reply, descriptors

    def _active(self) -> str:
        try:
            return str((self._run_dir / wire.ACTIVE).readlink())
        except FileNotFoundError:
            raise NoSnapshotError("no snapshot is being served yet; try again later") from None
