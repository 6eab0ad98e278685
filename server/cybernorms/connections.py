"""The TCP connections of this process, seen from outside: the HTTP server keeps them to itself.

granian's WSGI interface names the address of a request's peer, and neither its port nor the
moment it hangs up. Linux only.
"""

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# struct tcp_info: 8 bytes, then 32-bit numbers, of which the 10th and the 12th are the
# milliseconds since data were sent and received.
_INFO: Final = struct.Struct("8x13I")
_SENT, _RECEIVED = 9, 11


def connections_with(address: str) -> Iterator[tuple[socket.socket, int, int]]:
    """Give a duplicate of each connection with an address, which the caller closes.

    Beside it stand the milliseconds since data were last sent and received on it.
    """
    for path in Path("/proc/self/fd").iterdir():
        try:
            if not path.is_socket():
                continue
            connection = socket.socket(fileno=os.dup(int(path.name)))
        except OSError:  # closed in the meantime
            continue
        try:
            if connection.getpeername()[0] != address:
                raise OSError
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
            numbers = _INFO.unpack(info)
            yield connection, numbers[_SENT], numbers[_RECEIVED]
        except (OSError, IndexError, struct.error):
            connection.close()
