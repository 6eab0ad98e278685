"""Finding out that the client of a slow query has hung up.

The HTTP server does not tell, but it closes the connection of a client that is gone. Which of the
connections with an address a query came by is not known, so it counts as gone when all that were
waiting for an answer have ended: at once for a client with one request at a time, with the last of
its requests for one with several, such as a proxy.
"""

import select
import socket

from cybernorms.connections import connections_with
from cybernorms.errors import StoppedError


class Waiting:
    """The connections with one address that wait for an answer now; close them after use."""

    def __init__(self, peer: str) -> None:
        """Look for them; an empty ``peer`` has none."""
        self._sockets: list[socket.socket] = []
        for connection, sent, received in connections_with(peer) if peer else ():
            if received <= sent:  # the latest word is the client's
                self._sockets.append(connection)
            else:
                connection.close()
        self._known = bool(self._sockets)

    def register(self, poll: "select.poll") -> None:
        """Have a poll return when one of them ends."""
        for each in self._sockets:
            poll.register(each, select.POLLRDHUP)

    def check(self, poll: "select.poll | None" = None) -> None:
        """Raise StoppedError if there were some and all have ended; the ended leave ``poll``."""
        for each in tuple(self._sockets):
            ended = select.poll()
            ended.register(each, select.POLLRDHUP)
            if ended.poll(0):
                if poll:
                    poll.unregister(each)
                self._sockets.remove(each)
                each.close()
        if self._known and not self._sockets:
            raise StoppedError("the client hung up")

    def close(self) -> None:
        """Let go of them, which leaves the server's own descriptors open."""
        for each in self._sockets:
            each.close()
