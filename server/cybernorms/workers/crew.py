"""The workers that a front has on loan from zygotes: borrowed, kept while idle, sent away."""

import os
import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cybernorms.errors import BusyError, NoSnapshotError
from cybernorms.workers import wire
from cybernorms.workers.pointer import Pointer

_PAUSE: Final = 0.02
_GLANCE: Final = struct.pack("ll", 0, 20_000)
"""A struct timeval of 20 ms."""
_PACKET: Final = 64
_PATIENCE: Final = 5.0
"""Seconds a zygote may take to fork a worker or to tell its fate."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process as its front holds it: a connection, and a handle to signal it by."""

    pid: int
    handle: int
    connection: socket.socket
    zygote: str
    _heard: "select.poll" = field(default_factory=select.poll)

    def __post_init__(self) -> None:
        """Have the poll listen to the connection, and reads of it wait no longer than a glance."""
        self._heard.register(self.connection, select.POLLIN)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _GLANCE)

    def hear(self) -> bytes:
        """Wait a little for the beginning of an answer; nothing if it takes longer.

        One system call in place of a poll and a read. Raises EOFError when the worker has ended.
        """
        try:
            return wire.some(self.connection.recv(wire.CHUNK))
        except BlockingIOError:
            return b""

    def is_heard(self, seconds: float) -> bool:
        """Wait for the first byte of an answer, or for the worker's end."""
        return bool(self._heard.poll(max(seconds, 0) * 1000))

    def cpu_seconds(self) -> float:
        """Read the time that it has worked, on all its queries."""
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # clock_getcpuclockid(3)
        except OSError:
            return 0.0

    def make_way(self) -> None:
        """Have it run only while nothing else wants to; that can not be taken back."""
        with suppress(OSError):
            os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, number)

    def kill(self) -> None:
        """Kill it and let go of it."""
        self.signal(signal.SIGKILL)
        os.close(self.handle)
        self.connection.close()


class Crew:
    """The workers of one front; any number of threads may use it."""

    def __init__(self, run_dir: Path, size: int, busy: Callable[[], int], patience: float) -> None:
        """Keep no more than ``size`` workers, those at work counted as ``busy`` counts them.

        A zygote that is being replaced is waited for, ``patience`` seconds.
        """
        self._run_dir, self._size, self._busy, self._patience = run_dir, size, busy, patience
        self.active = Pointer(run_dir).read
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._latest = ""
        self.forked = self.dismissed = 0

    def take(self, find: Callable[[], str], *, fresh: bool = False) -> Worker:
        """Give an idle worker of the zygote that ``find`` names or, as if ``fresh``, a new one.

        An idle one may have died meanwhile, which shows when it is asked.

        Raises NoSnapshotError as ``find`` does, and BusyError when the zygote does not answer.
        """
        with suppress(NoSnapshotError):
            zygote = find()
            if zygote != self._latest:
                self._forget_former(self.active())
            if not fresh and (worker := self._pick(zygote)):
                return worker
        self._trim(self._size - self._busy())
        return self._borrow(find)

    def put_back(self, worker: Worker) -> None:
        """Keep a worker for another query."""
        with self._lock:
            self._idle.append(worker)
        self._trim(self._size - self._busy() + 1)

    def dismiss(self, worker: Worker) -> None:
        """Kill a worker and let go of it."""
        self.dismissed += 1
        worker.kill()

    def ping(self) -> None:
        """Have the active zygote answer. Raises NoSnapshotError or BusyError when it does not."""
        active = self.active()
        try:
            self._request(active, "fate 0")
        except (OSError, EOFError):
            raise BusyError("the graph is being loaded; try again in a moment") from None

    def close(self) -> None:
        """Dismiss the idle workers."""
        self._trim(0)

    def fate(self, worker: Worker) -> int | None:
        """Ask the zygote how its worker ended; None if the zygote is gone as well."""
        try:
            return int(self._request(worker.zygote, f"fate {worker.pid}")[0])
        except (OSError, EOFError):
            return None

    def _pick(self, zygote: str) -> Worker | None:
        with self._lock:
            for place in range(len(self._idle) - 1, -1, -1):
                if self._idle[place].zygote == zygote:
                    return self._idle.pop(place)
        return None

    def _forget_former(self, active: str) -> None:
        """Dismiss the idle workers of the zygote that was active before."""
        if active == self._latest:
            return
        with self._lock:
            former, self._latest = self._latest, active
            stale = [worker for worker in self._idle if worker.zygote == former]
            self._idle = [worker for worker in self._idle if worker.zygote != former]
        for worker in stale:
            self.dismiss(worker)

    def _trim(self, size: int) -> None:
        """Dismiss those that have been idle longest, down to ``size``."""
        with self._lock:
            count = max(len(self._idle) - max(size, 0), 0)
            dismissed, self._idle = self._idle[:count], self._idle[count:]
        for worker in dismissed:
            self.dismiss(worker)

    def _borrow(self, find: Callable[[], str]) -> Worker:
        until = time.monotonic() + self._patience
        while True:
            with suppress(OSError, EOFError, NoSnapshotError):
                zygote = find()
                reply, descriptors = self._request(zygote, "fork")
                connection = socket.socket(fileno=descriptors[0])
                self.forked += 1
                return Worker(int(reply), descriptors[1], connection, zygote)
            if time.monotonic() > until:
                find()  # raises NoSnapshotError if that is the reason
                raise BusyError("the graph is being loaded; try again in a moment", retry_after=2)
            time.sleep(_PAUSE)

    def _request(self, zygote: str, request: str) -> tuple[bytes, list[int]]:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection,
            wire.short_address(self._run_dir, zygote) as address,
        ):
            connection.settimeout(_PATIENCE)
            connection.connect(address)
            connection.send(request.encode())
            reply, descriptors, _, _ = socket.recv_fds(connection, _PACKET, 2)
        if not reply:
            raise EOFError
        return reply, descriptors
