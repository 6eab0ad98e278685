"""The TCP connections of this process, seen from outside: the HTTP server keeps them to itself.

granian's WSGI interface names the address of a request's peer, and neither its port nor the
moment it hangs up. Linux only.
"""

import os
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Final

# struct tcp_info: 8 bytes, then 32-bit numbers, of which the 10th and the 12th are the
# milliseconds since data were sent and received.
_INFO: Final = struct.Struct("8x13I")
_SENT, _RECEIVED = 9, 11
_DESCRIPTORS: Final = "/proc/self/fd"
_SOCKET: Final = "socket:["


def connections_with(address: str) -> Iterator[tuple[socket.socket, int, int]]:
    """Give a duplicate of each connection with an address, which the caller closes.

    Beside it stand the milliseconds since data were last sent and received on it. What other
    threads have duplicated comes once all the same.
    """
    for inode, descriptors in _sockets().items():
        connection = _duplicate(inode, descriptors)
        if connection is None:  # closed in the meantime
            continue
        try:
            if plain_address(connection.getpeername()[0]) != plain_address(address):
                raise OSError
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
            numbers = _INFO.unpack(info)
        except (OSError, IndexError, struct.error):
            connection.close()
        else:
            yield connection, numbers[_SENT], numbers[_RECEIVED]


def open_sockets() -> frozenset[int]:
    """Give the inodes of the sockets that this process has open, of which no two are alike."""
    return frozenset(_sockets())


@lru_cache(maxsize=1024)
def plain_address(address: str) -> str:
    """Write an address without what it may have or not: a zone, the prefix of IPv4 in IPv6."""
    return address.partition("%")[0].lower().removeprefix("::ffff:")


def _duplicate(inode: int, descriptors: Iterable[int]) -> socket.socket | None:
    """Duplicate the first that still is this socket: some are other threads' and soon gone."""
    for descriptor in descriptors:
        with suppress(OSError):
            found = socket.socket(fileno=os.dup(descriptor))
            if os.fstat(found.fileno()).st_ino == inode:
                return found
            found.close()
    return None


def _sockets() -> dict[int, list[int]]:
    """Map the inode of each open socket to its descriptors."""
    found: dict[int, list[int]] = {}
    for name in os.listdir(_DESCRIPTORS):  # noqa: PTH208 (names are all it takes)
        with suppress(OSError):  # closed in the meantime
            target = os.readlink(f"{_DESCRIPTORS}/{name}")  # noqa: PTH115 (there may be hundreds)
            if target.startswith(_SOCKET):
                found.setdefault(int(target[len(_SOCKET) : -1]), []).append(int(name))
    return found
