"""What routes do with methods other than GET: bodies are read to their end, writes refused."""

from typing import Final

from flask import Response, request

from cybernorms.errors import ReadOnlyError

WRITES: Final = ("PUT", "POST", "DELETE", "PATCH")
_MOST_DRAINED: Final = 4 * 1024 * 1024
_CHUNK: Final = 65536


def read_body(limit: int) -> bytes | None:
    """Read the body; None if it has more than ``limit`` bytes.

    Of one that is too large up to 4 MiB more are read: a client that is still sending gets no
    answer but a broken connection.
    """
    body = bytearray()
    while len(body) <= limit + _MOST_DRAINED and (chunk := request.stream.read(_CHUNK)):
        body += chunk
    return bytes(body) if len(body) <= limit else None


def answer_options(*allowed: str) -> Response:
    """Tell which methods are allowed (RFC 9110 9.3.7)."""
    return Response(status=204, headers={"Allow": ", ".join(allowed)})


def refuse_write() -> Response:
    """Refuse to store a graph. Raises ReadOnlyError once the body has been read."""
    read_body(0)
    raise ReadOnlyError(
        f"{request.method}: graphs are read here, by GET and HEAD; they change only with a build"
    )
