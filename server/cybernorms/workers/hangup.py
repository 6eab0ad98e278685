"""Finding out that the client of a slow query has hung up.

The HTTP server does not tell, but it closes the connection of a client that is gone. Which of the
connections with an address a query came by is not known, so it counts as gone when all that were
waiting for an answer have been closed: at once for a client with one request at a time, with the
last of its requests for one with several, such as a proxy.
"""

import os
import threading
import time
from typing import Final

from cybernorms.connections import connections_with, open_sockets
from cybernorms.errors import StoppedError

_FRESH: Final = 0.2
"""Seconds for which one look at this process's sockets does for all queries."""


class Waiting:
    """The connections with one address that wait for an answer now."""

    def __init__(self, peer: str) -> None:
        """Look for them; an empty ``peer`` has none that could be closed."""
        self._sockets = set()
        self._gone = bool(peer)
        self._since = time.monotonic()
        for connection, sent, received in connections_with(peer) if peer else ():
            self._gone = False
            with connection:
                if received <= sent:  # the latest word is the client's
                    self._sockets.add(os.fstat(connection.fileno()).st_ino)

    def check(self) -> None:
        """Raise StoppedError if there were some and all are closed, or no connection at all."""
        if self._gone or (self._sockets and self._sockets.isdisjoint(_look.sockets(self._since))):
            raise StoppedError("the client hung up")


class _Look:
    """The sockets of this process as they were a moment ago; any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: frozenset[int] = frozenset()
        self._taken = 0.0

    def sockets(self, since: float) -> frozenset[int]:
        """Give the sockets that are open now, or were a moment ago but not before ``since``."""
        with self._lock:
            if self._taken < max(since, time.monotonic() - _FRESH):
                self._taken = time.monotonic()
                self._sockets = open_sockets()
            return self._sockets


_look: Final = _Look()
