"""The outermost layer: each request gets an id, is counted, and leaves one line in the log."""

import logging
import os
import re
import time
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Final

from cybernorms import logs
from cybernorms.web import metrics
from cybernorms.web.asking import client_address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OUTCOME: Final = "cybernorms.outcome"
"""The key of the environ by which the application tells how a request ended, if not well."""
FROM_CACHE: Final = "cache"
"""The outcome of an answer out of the front's memory: counted, and logged at level debug alone."""

_Headers = list[tuple[str, str]]
_Write = Callable[..., object]  # named here, for what stands inside a function is made at each call

_log: Final = logging.getLogger(__name__)
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS: Final = frozenset(
    {"GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "DELETE", "PATCH"},
)
_LONGEST_PATH: Final = 200
_PROBES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What is asked every few seconds by machines, and logged at level debug alone."""


class AccessLog:
    """WSGI middleware that names, measures and logs requests; it never sees a query's text.

    The id is the client's ``X-Request-Id`` if it is well formed; it goes into every line that is
    logged for the request and into the answer. The body is given on as a list, for the server keeps
    no thread busy with one that is whole, however slowly it is read.
    """

    def __init__(
        self, application: "WSGIApplication", routes: Collection[str], proxies: frozenset[str]
    ) -> None:
        """Watch an application; ``routes`` are the first segments of its paths."""
        self._application, self._routes = application, frozenset(routes)
        self._proxies = proxies
        self._route = lru_cache(maxsize=1024)(self._route_of)
        self._prefix, self._numbers = os.urandom(5).hex(), count(1)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        identifier: str = environ.get("HTTP_X_REQUEST_ID", "")
        if not (identifier and _WELL_FORMED.fullmatch(identifier)):
            identifier = f"{self._prefix}{next(self._numbers):06x}"
        logs.request_id.set(identifier)
        status, told = 0, [("", "")]

        def start(line: str, headers: _Headers, *rest: object) -> _Write:
            nonlocal status, told
            status, told = int(line[:3]), headers
            return start_response(line, [*headers, ("X-Request-Id", identifier)], *rest)  # type: ignore[arg-type]

        body = _collect(self._application(environ, start))
        route = self._route(environ["PATH_INFO"])
        method = environ["REQUEST_METHOD"]
        method = method if method in _METHODS else "other"
        outcome = environ.get(OUTCOME)
        if outcome == FROM_CACHE:
            metrics.count_hit(route, method, status)
            if not _log.isEnabledFor(logging.DEBUG):
                return body
        seconds = time.perf_counter() - started
        if outcome != FROM_CACHE:
            metrics.count_request(route, method, status, seconds)
        fields = {
            "method": method,
            "route": route,
            "path": environ["PATH_INFO"][:_LONGEST_PATH],
            "status": status,
            "ms": round(seconds * 1000, 2),
            "bytes": sum(map(len, body)),
            "snapshot": dict(told).get("X-Cybernorms-Snapshot", ""),
            "outcome": outcome or "answered",
            "client": client_address(environ, self._proxies),
        }
        quiet = outcome == FROM_CACHE or (route in _PROBES and status < 500)
        level = logging.DEBUG if quiet else logging.INFO
        logs.log_fields(_log, level, "request", fields)
        return body

    def _route_of(self, path: str) -> str:
        """Give the first segment of a path, without a suffix; what is no route of ours is one."""
        segment = path[1:].partition("/")[0]
        if segment not in self._routes:
            segment = segment.partition(".")[0]
        return f"/{segment}" if segment in self._routes else "other"


def _collect(body: Iterable[bytes]) -> list[bytes]:
    if isinstance(body, list):
        return body
    try:
        return list(body)
    finally:
        if close := getattr(body, "close", None):
            close()
