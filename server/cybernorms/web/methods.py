"""What routes do with methods other than GET: bodies are read to their end."""

from typing import Final

from flask import Response, request

from cybernorms.web import bodies

WRITES: Final = ("PUT", "POST", "DELETE", "PATCH")


def read_body(limit: int) -> bytes | None:
    """Read the request's body as bodies.read_body does; None if it is too large."""
    return bodies.read_body(request.environ, limit)


def answer_options(*allowed: str) -> Response:
    """Tell which methods are allowed (RFC 9110 9.3.7)."""
    return Response(status=204, headers={"Allow": ", ".join(allowed)})
