"""The connections of this process, seen from outside: the HTTP server keeps them to itself."""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

# struct tcp_info of Linux: 8 bytes, then 32-bit numbers, of which the 10th and the 12th are the
# milliseconds since data were sent and received.
_INFO: Final = struct.Struct("8x13I")
_SENT, _RECEIVED = 9, 11


def stop_reading(client: str, count: int, seconds: float) -> None:
    """End the incoming half of connections on which a client lets us wait.

    ``count`` requests of the address ``client`` are incomplete for at least ``seconds``. Which
    connections they came by is not known, but they were sent nothing since; where others of the
    same client were neither, those that have been silent for longest are taken.
    """
    silent = []
    for connection, (sent, received) in _connections(client):
        if sent >= seconds * 1000:
            silent.append((received, connection))
        else:
            connection.close()
    silent.sort(key=lambda item: item[0], reverse=True)
    for place, (_, connection) in enumerate(silent):
        with connection, suppress(OSError):
            if place < count:
                connection.shutdown(socket.SHUT_RD)


def _connections(client: str) -> Iterator[tuple[socket.socket, tuple[int, int]]]:
    """Give the TCP connections with an address, and the two ages in milliseconds."""
    for path in Path("/proc/self/fd").iterdir():
        try:
            if not path.is_socket():
                continue
            connection = socket.socket(fileno=os.dup(int(path.name)))
        except OSError:  # closed in the meantime
            continue
        try:
            if connection.getpeername()[0] != client:
                raise OSError
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
            numbers = _INFO.unpack(info)
            yield connection, (numbers[_SENT], numbers[_RECEIVED])
        except (OSError, IndexError, struct.error):
            connection.close()
