"""How the processes talk: Unix sockets in a run folder, and messages of a head and a body."""

import ctypes
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from cybernorms.engine import Query
from cybernorms.errors import (
    CyberNormsError,
    EngineError,
    EngineUnavailableError,
    ForbiddenGraphError,
    ForbiddenQueryError,
    ForbiddenShapesError,
    InputError,
    MalformedRequestError,
    NotAcceptableError,
    NotFoundError,
    Position,
    PreconditionError,
    QueryError,
    QueryLimitError,
    QuerySyntaxError,
    RdfSyntaxError,
    ReadOnlyError,
    RejectedError,
    StaleChangeError,
    UnauthenticatedError,
    UnreadableSourcesError,
    UnsupportedUpdateError,
)

JUDGE: Final = "judge"
JUDGE_WANTED: Final = "judge.wanted"
"""The socket in the run folder that the judge listens on, and the file that asks for one."""
CLERK_WANTED: Final = "clerk.wanted"
"""The file in the run folder that asks for a clerk."""
WRITER: Final = "writer"
"""The socket in the run folder that the writer listens on."""
READY: Final[dict[str, Any]] = {"ready": True}
GO: Final[dict[str, Any]] = {"go": True}
"""What the writer says when a client's turn has come, and what it has to hear then."""

_LENGTHS: Final = struct.Struct("!IQ")
CHUNK: Final = 65536
_NO_WAIT: Final = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
_send_at_once: Final = ctypes.PyDLL(None, use_errno=False).send
"""send(2), of which other threads of this process see nothing.

Python's own lets them go first, and then there is a wait for them: the greater part of what it
costs a busy front to send the few bytes for which there is room anyway.
"""
_send_at_once.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int)
_send_at_once.restype = ctypes.c_ssize_t
_decode: Final[Callable[[memoryview], Any]] = msgspec.msgpack.Decoder().decode
_encode: Final = msgspec.msgpack.Encoder().encode
decode_query: Final = msgspec.msgpack.Decoder(Query).decode
"""Reads the head of a message that is a query."""
_Received = TypeVar("_Received", bytes, int)
_PLAIN_ERRORS: Final = {
    error.__name__: error
    for error in (
        EngineError,
        EngineUnavailableError,
        ForbiddenGraphError,
        ForbiddenQueryError,
        ForbiddenShapesError,
        InputError,
        MalformedRequestError,
        NotAcceptableError,
        NotFoundError,
        PreconditionError,
        QueryError,
        ReadOnlyError,
        StaleChangeError,
        UnauthenticatedError,
        UnsupportedUpdateError,
    )
}


@contextmanager
def short_address(run_dir: Path, name: str) -> Iterator[str]:
    """Give a path to a socket that fits into the 108 bytes of sockaddr_un, however long run_dir is.

    Raises FileNotFoundError when the run folder does not exist.
    """
    folder = os.open(run_dir, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{name}"
    finally:
        os.close(folder)


def send(connection: socket.socket, head: Any, body: bytes = b"") -> None:  # noqa: ANN401
    """Send one message, its head as MessagePack. Raises ConnectionError when nobody is there."""
    data = _encode(head)
    begin = _LENGTHS.pack(len(data), len(body)) + data
    if len(body) <= CHUNK:
        message = begin + body
        sent = max(_send_at_once(connection.fileno(), message, len(message), _NO_WAIT), 0)
        if sent < len(message):
            connection.sendall(message[sent:])
    else:
        connection.sendall(begin)
        connection.sendall(body)


def receive(
    connection: socket.socket,
    deadline: float | None = None,
    begin: bytes = b"",
    decode: Callable[[memoryview], Any] = _decode,
) -> tuple[Any, bytes]:
    """Receive one message; the other side sends no second one before it is answered.

    ``deadline`` is a moment of time.monotonic(); ``begin`` is what was received of it already;
    ``decode`` reads the head.
    Raises TimeoutError at the deadline and EOFError when the other side is gone.
    """
    data: bytes | bytearray = begin or _receive(connection, deadline)
    while len(data) < _LENGTHS.size:
        data += _receive(connection, deadline)
    head_length, body_length = _LENGTHS.unpack_from(data)
    start = _LENGTHS.size + head_length
    if len(data) < start + body_length:
        data = _fill(connection, data, start + body_length, deadline)
    with memoryview(data) as view:
        return decode(view[_LENGTHS.size : start]), bytes(view[start:])


def _receive(connection: socket.socket, deadline: float | None) -> bytes:
    """Receive what there is, of a message that is whole in most cases, by one system call."""
    if deadline is not None:
        try:
            return some(connection.recv(CHUNK, socket.MSG_DONTWAIT))
        except BlockingIOError:
            pass
    with _until(connection, deadline):
        return some(connection.recv(CHUNK))


def _fill(
    connection: socket.socket, begin: bytes | bytearray, length: int, deadline: float | None
) -> bytearray:
    """Receive the rest of a message that is longer than most."""
    data = bytearray(length)
    data[: len(begin)] = begin
    with memoryview(data) as view:
        received = len(begin)
        while received < length:
            with _until(connection, deadline):
                received += some(connection.recv_into(view[received:]))
    return data


@contextmanager
def _until(connection: socket.socket, deadline: float | None) -> Iterator[None]:
    """Have calls inside the block end by TimeoutError at the deadline."""
    if deadline is None:
        yield
        return
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    connection.settimeout(remaining)
    try:
        yield
    finally:
        connection.settimeout(None)


def some(received: _Received) -> _Received:
    """Give what was received. Raises EOFError when it is nothing, for then the other side ended."""
    if not received:
        raise EOFError
    return received


def error_head(error: CyberNormsError) -> dict[str, Any]:
    """Write an error as the head of a message."""
    head: dict[str, Any] = {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, QuerySyntaxError | RdfSyntaxError):
        head["message"] = error.message
        if error.position:
            head["position"] = [error.position.line, error.position.column]
    if isinstance(error, RdfSyntaxError):
        head["source"] = error.source
    if isinstance(error, UnreadableSourcesError):
        head["errors"] = [error_head(each) for each in error.errors]
    if isinstance(error, RejectedError):
        head["report"] = error.report
    if isinstance(error, QueryLimitError):
        head |= {"limit": error.limit, "value": error.value}
    return head


def read_error(head: dict[str, Any]) -> CyberNormsError:
    """Read an error from the head of a message; an unknown kind becomes an EngineError."""
    message, kind = head["message"], head["error"]
    position = Position(*head["position"]) if "position" in head else None
    match kind:
        case QuerySyntaxError.__name__:
            error: CyberNormsError = QuerySyntaxError(message, position)
        case RdfSyntaxError.__name__:
            error = RdfSyntaxError(head["source"], message, position)
        case UnreadableSourcesError.__name__:
            errors = [read_error(each) for each in head["errors"]]
            error = UnreadableSourcesError(
                [each for each in errors if isinstance(each, InputError)]
            )
        case RejectedError.__name__:
            error = RejectedError(message, head["report"])
        case QueryLimitError.__name__:
            error = QueryLimitError(message, head["limit"], head["value"])
        case _:
            error = _PLAIN_ERRORS.get(kind, EngineError)(message)
    return error
