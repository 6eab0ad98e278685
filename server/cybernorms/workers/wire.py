"""How the processes talk: Unix sockets in a run folder, and messages of a head and a body."""

import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from cybernorms.engine import Query
from cybernorms.errors import (
    CyberNormsError,
    EngineError,
    ForbiddenGraphError,
    ForbiddenQueryError,
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
    UnauthenticatedError,
    UnsupportedUpdateError,
)

ACTIVE: Final = "active"
"""The link in the run folder that names the socket of the zygote in use."""

WRITER: Final = "writer"
"""The socket in the run folder that the writer listens on."""
READY: Final[dict[str, Any]] = {"ready": True}
GO: Final[dict[str, Any]] = {"go": True}
"""What the writer says when a client's turn has come, and what it has to hear then."""

_LENGTHS: Final = struct.Struct("!IQ")
_PLAIN_ERRORS: Final = {
    error.__name__: error
    for error in (
        EngineError,
        ReadOnlyError,
        ForbiddenGraphError,
        ForbiddenQueryError,
        InputError,
        MalformedRequestError,
        NotAcceptableError,
        NotFoundError,
        PreconditionError,
        QueryError,
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


def send(connection: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
    """Send one message. Raises ConnectionError when the other side is gone."""
    data = json.dumps(head).encode()
    connection.sendall(_LENGTHS.pack(len(data), len(body)) + data)
    if body:
        connection.sendall(body)


def receive(
    connection: socket.socket, deadline: float | None = None
) -> tuple[dict[str, Any], bytes]:
    """Receive one message; ``deadline`` is a moment of time.monotonic().

    Raises TimeoutError at the deadline and EOFError when the other side is gone.
    """
    head_length, body_length = _LENGTHS.unpack(_receive(connection, _LENGTHS.size, deadline))
    head = json.loads(_receive(connection, head_length, deadline))
    return head, bytes(_receive(connection, body_length, deadline))


def _receive(connection: socket.socket, length: int, deadline: float | None) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        if deadline is not None:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            connection.settimeout(remaining)
        count = connection.recv_into(view)
        if count == 0:
            raise EOFError
        view = view[count:]
    return data


def query_head(query: Query) -> dict[str, Any]:
    """Write a query as the head of a message."""
    return asdict(query)


def read_query(head: dict[str, Any]) -> Query:
    """Read a query from the head of a message."""
    for field in ("default_graphs", "named_graphs"):
        if head[field] is not None:
            head[field] = tuple(head[field])
    return Query(**head)


def error_head(error: CyberNormsError) -> dict[str, Any]:
    """Write an error as the head of a message."""
    head: dict[str, Any] = {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, QuerySyntaxError | RdfSyntaxError):
        head["message"] = error.message
        if error.position:
            head["position"] = [error.position.line, error.position.column]
    if isinstance(error, RdfSyntaxError):
        head["source"] = error.source
    if isinstance(error, RejectedError):
        head["report"] = error.report
    if isinstance(error, QueryLimitError):
        head |= {"limit": error.limit, "value": error.value}
    return head


def read_error(head: dict[str, Any]) -> CyberNormsError:
    """Read an error from the head of a message; an unknown kind becomes an EngineError."""
    message = head["message"]
    position = Position(*head["position"]) if "position" in head else None
    if head["error"] == QuerySyntaxError.__name__:
        return QuerySyntaxError(message, position)
    if head["error"] == RdfSyntaxError.__name__:
        return RdfSyntaxError(head["source"], message, position)
    if head["error"] == RejectedError.__name__:
        return RejectedError(message, head["report"])
    if head["error"] == QueryLimitError.__name__:
        return QueryLimitError(message, head["limit"], head["value"])
    return _PLAIN_ERRORS.get(head["error"], EngineError)(message)
