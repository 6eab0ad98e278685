"""Ending the wait for a body whose client lets us wait, which the HTTP server does not do."""

import socket
from contextlib import suppress

from cybernorms.connections import connections_with


def stop_reading(client: str, count: int, seconds: float) -> None:
    """End the incoming half of connections on which a client lets us wait.

    ``count`` requests of the address ``client`` are incomplete for at least ``seconds``. Which
    connections they came by is not known, but they were sent nothing since; where others of the
    same client were neither, those that have been silent for longest are taken.
    """
    silent = []
    for connection, sent, received in connections_with(client):
        if sent >= seconds * 1000:
            silent.append((received, connection))
        else:
            connection.close()
    silent.sort(key=lambda item: item[0], reverse=True)
    for place, (_, connection) in enumerate(silent):
        with connection, suppress(OSError):
            if place < count:
                connection.shutdown(socket.SHUT_RD)
