"""What routes do with methods other than GET: bodies are read to their end, writes refused."""

from typing import Final

from flask import Response, request

from cybernorms.errors import ReadOnlyError
from cybernorms.web import bodies

WRITES: Final = ("PUT", "POST", "DELETE", "PATCH")


def read_body(limit: int) -> bytes | None:
    """Read the request's body as bodies.read_body does; None if it is too large."""
    return bodies.read_body(request.environ, limit)


def answer_options(*allowed: str) -> Response:
    """Tell which methods are allowed (RFC 9110 9.3.7)."""
    return Response(status=204, headers={"Allow": ", ".join(allowed)})


def refuse_write() -> Response:
    """Refuse to store a graph. Raises ReadOnlyError once the body has been read."""
    read_body(0)
    raise ReadOnlyError(
        f"{request.method}: graphs are read here, by GET and HEAD; they change only with a build"
    )
