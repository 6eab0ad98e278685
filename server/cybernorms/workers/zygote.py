"""The process that holds one snapshot and forks a worker whenever it is asked to.

The judge forks workers the same way, from the sources that it holds.

Started as ``python -m cybernorms.workers.zygote FOLDER RUN_DIR NAME PARENT READY``: the snapshot's
folder, where to put the socket NAME, the process to die with, and a pipe that is told ``ready`` or
what went wrong. It has one thread, as a process that forks must. A client connects, sends one
packet and gets one: ``fork`` (answered with the worker's id, its connection and its pidfd) or
``fate PID`` (answered with how that worker ended). SIGTERM retires it: it takes no more clients
and ends with its last worker.
"""

import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from cybernorms.errors import CyberNormsError, EngineUnavailableError
from cybernorms.logs import set_up_logs
from cybernorms.processes import die_with_parent
from cybernorms.remote import read_address
from cybernorms.settings import Settings, load_settings
from cybernorms.store import open_snapshot
from cybernorms.workers import landlock, wire
from cybernorms.workers.confinement import widen_stack
from cybernorms.workers.elsewhere import open_elsewhere
from cybernorms.workers.process import LATER
from cybernorms.workers.worker import MISSING, AnySnapshot, work

_PACKET: Final = 64
_PATIENCE: Final = 1.0
"""Seconds that a client may take to say what it wants, and a dying worker to be gone."""
_REMEMBERED: Final = 256

Duty = Callable[[socket.socket], NoReturn]
"""What a worker does with its connection, to its end."""


class Zygote:
    """Forks workers from what it holds, and remembers how they ended."""

    def __init__(self, find_duty: Callable[[], Duty], listener: socket.socket) -> None:
        """Take a listening SOCK_SEQPACKET socket; the duty is asked for before each fork."""
        self._find_duty, self._listener = find_duty, listener
        self._alive: set[int] = set()
        self._fates: OrderedDict[int, int] = OrderedDict()
        self._retired = False

    def serve(self) -> None:
        """Serve clients until retired and without workers."""
        wake, woken = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._retire)
        selector = selectors.DefaultSelector()
        selector.register(wake, selectors.EVENT_READ)
        selector.register(self._listener, selectors.EVENT_READ)
        while not self._retired or self._alive:
            for key, _ in selector.select():
                if key.fileobj is self._listener:
                    self._attend()
                else:
                    os.read(wake, 4096)
            self._reap()
            if self._retired and self._listener.fileno() >= 0:
                selector.unregister(self._listener)
                self._listener.close()

    def _retire(self, *_: object) -> None:
        self._retired = True

    def _attend(self) -> None:
        """Serve one client, who may be gone or silent."""
        try:
            client, _ = self._listener.accept()
            with client:
                client.settimeout(_PATIENCE)
                request = client.recv(_PACKET).decode("ascii")
                if request == "fork":
                    self._send_worker(client)
                elif request.startswith("fate "):
                    client.send(str(self._fate(int(request.removeprefix("fate ")))).encode())
        except (OSError, ValueError) as error:
            print(f"cybernorms zygote: {error}", file=sys.stderr, flush=True)

    def _send_worker(self, client: socket.socket) -> None:
        duty = self._find_duty()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            parent = os.getpid()
            worker = os.fork()
            if worker == 0:
                try:
                    signal.set_wakeup_fd(-1)
                    die_with_parent(parent)
                    signal.signal(signal.SIGTERM, signal.SIG_DFL)
                    self._listener.close()
                    client.close()
                    ours.close()
                    _be_silent()
                    duty(theirs)
                finally:
                    os._exit(1)
            self._alive.add(worker)
            handle = os.pidfd_open(worker)
            try:
                socket.send_fds(client, [str(worker).encode()], [ours.fileno(), handle])
            finally:
                os.close(handle)

    def _reap(self) -> None:
        for worker in tuple(self._alive):
            self._collect(worker)

    def _collect(self, worker: int) -> bool:
        """Bury the worker if it is dead, and tell whether it was."""
        found, status = os.waitpid(worker, os.WNOHANG)
        if not found:
            return False
        self._alive.discard(worker)
        self._fates[worker] = os.waitstatus_to_exitcode(status)
        if self._fates[worker] == MISSING:
            raise SystemExit("the engine has lost the snapshot's graphs")
        while len(self._fates) > _REMEMBERED:
            self._fates.popitem(last=False)
        return True

    def _fate(self, worker: int) -> int:
        """Give the exit code of a worker, minus the signal's number if one killed it.

        A worker that does not end soon counts as ended well.
        """
        until = time.monotonic() + _PATIENCE
        while worker in self._alive and not self._collect(worker) and time.monotonic() < until:
            time.sleep(0.002)
        return self._fates.get(worker, 0)


def listen(run_dir: Path, name: str) -> socket.socket:
    """Make the socket that a zygote is asked at. Raises OSError."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with wire.short_address(run_dir, name) as address:
        listener.bind(address)
    listener.listen(128)
    return listener


def share_memory() -> None:
    """Keep a worker's collector from touching, and so copying, the pages that it shares."""
    gc.collect()
    gc.freeze()


def _be_silent() -> None:
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)


def _open(folder: Path, settings: Settings) -> AnySnapshot:
    """Hold the snapshot here, or have it in the engine that the settings name."""
    address = read_address(settings.engine)
    if address is None:
        memory = settings.store == "memory" or not landlock.version()
        return open_snapshot(folder, settings.max_result_bytes, memory=memory)
    set_up_logs(settings)
    return open_elsewhere(address, folder, settings)


def main() -> None:
    """Load the snapshot, tell the starter, and serve."""
    folder, run_dir, name, parent, ready = sys.argv[1:]
    die_with_parent(int(parent))
    widen_stack()
    settings = load_settings()
    try:
        listener = listen(Path(run_dir), name)
        snapshot = _open(Path(folder), settings)
    except EngineUnavailableError as error:
        os.write(int(ready), f"{LATER}{error}".encode())
        sys.exit(1)
    except (CyberNormsError, OSError) as error:
        os.write(int(ready), str(error).encode())
        sys.exit(1)
    share_memory()
    os.write(int(ready), b"ready")
    os.close(int(ready))
    Zygote(lambda: partial(work, snapshot=snapshot, settings=settings), listener).serve()


if __name__ == "__main__":
    main()
