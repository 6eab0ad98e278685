"""The process that holds one snapshot in memory and forks a worker whenever it is asked to.

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
from pathlib import Path
from typing import Final

from cybernorms.errors import CyberNormsError
from cybernorms.settings import Settings, load_settings
from cybernorms.store import Snapshot, open_snapshot
from cybernorms.workers import wire
from cybernorms.workers.confinement import die_with_parent, widen_stack
from cybernorms.workers.worker import work

_PACKET: Final = 64
_PATIENCE: Final = 1.0
"""Seconds that a client may take to say what it wants, and a dying worker to be gone."""
_REMEMBERED: Final = 256


class Zygote:
    """Forks workers from the snapshot it holds, and remembers how they ended."""

    def __init__(self, snapshot: Snapshot, settings: Settings, listener: socket.socket) -> None:
        """Take a loaded snapshot and a listening SOCK_SEQPACKET socket."""
        self._snapshot, self._settings, self._listener = snapshot, settings, listener
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
        ours, theirs = socket.socketpair()
        with ours, theirs:
            parent = os.getpid()
            worker = os.fork()
            if worker == 0:
                signal.set_wakeup_fd(-1)
                self._listener.close()
                client.close()
                ours.close()
                try:
                    work(theirs, self._snapshot, self._settings, parent)
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


def main() -> None:
    """Load the snapshot, tell the starter, and serve."""
    folder, run_dir, name, parent, ready = sys.argv[1:]
    die_with_parent(int(parent))
    widen_stack()
    settings = load_settings()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        snapshot = open_snapshot(Path(folder), settings.max_result_bytes)
        with wire.short_address(Path(run_dir), name) as address:
            listener.bind(address)
        listener.listen(128)
    except (CyberNormsError, OSError) as error:
        os.write(int(ready), str(error).encode())
        sys.exit(1)
    gc.collect()
    gc.freeze()  # the collector of a worker must not touch, and so copy, the pages it shares
    os.write(int(ready), b"ready")
    os.close(int(ready))
    Zygote(snapshot, settings, listener).serve()


if __name__ == "__main__":
    main()
