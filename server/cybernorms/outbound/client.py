"""HTTP requests to others: judged addresses, a deadline, a size limit, few redirects, one retry."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urljoin

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from cybernorms import __version__
from cybernorms.errors import RemoteError
from cybernorms.outbound.addresses import Allowance, Place, check_url

_AGENT: Final = f"cybernorms/{__version__} (+https://w3id.org/cybernorms/)"
_REDIRECTS: Final = 3
_CHUNK: Final = 65536
_CONNECT: Final = 5.0
"""Seconds to establish a connection, within the deadline."""
_KEEPING: Final = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
_MOVED: Final = _KEEPING | {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
_PASSING: Final = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)
_PAUSE: Final = 0.2
"""Seconds before the one retry."""
_Answered = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the URL it came from in the end, its body decoded from gzip and its kin.

    Header names are in lower case. ``seconds`` is how long it all took.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Outbound:
    """Calls others on the server's behalf; any number of threads may use it."""

    def __init__(self, allowance: Allowance) -> None:
        """Call what the allowance allows."""
        self._allowance = allowance
        self._pools = urllib3.PoolManager(num_pools=32, maxsize=8, retries=False)
        self._pools.pool_classes_by_scheme = _pools_of(allowance)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = 10.0,
        max_bytes: int = 16 * 1024 * 1024,
        retry: bool = True,
    ) -> Reply:
        """Send one request and read its reply whole; redirects are followed, each judged anew.

        A request that got no reply, or one of 502, 503 or 504, is sent once more, unless ``retry``
        is off. Raises RefusedAddressError before any connection to what is not allowed, and
        RemoteError when there is no whole reply within ``seconds`` and ``max_bytes``. A reply of
        any status is given as it is.
        """
        started = time.monotonic()
        fields = {"User-Agent": _AGENT, "Accept-Encoding": "gzip"} | dict(headers or {})
        call = _Call(method, url, fields, body, started + seconds, max_bytes)
        for _ in range(_REDIRECTS + 1):
            status, found, content = self._attempt(call, retry=retry)
            if status not in _MOVED or "location" not in found:
                seconds = time.monotonic() - started
                return Reply(call.url, status, found, content, seconds)
            call = replace(call, url=urljoin(call.url, found["location"]))
            if status not in _KEEPING and method != "HEAD":
                call = replace(call, method="GET", body=None)
        raise RemoteError(f"{url}: redirected more than {_REDIRECTS} times")

    def _attempt(self, call: "_Call", *, retry: bool) -> _Answered:
        while True:
            try:
                answered = self._send(call)
                if not (retry and answered[0] in _PASSING):
                    return answered
            except RemoteError:
                if not retry or time.monotonic() + _PAUSE >= call.deadline:
                    raise
            retry = False
            time.sleep(_PAUSE)

    def _send(self, call: "_Call") -> _Answered:
        check_url(call.url)
        left = call.deadline - time.monotonic()
        if left <= 0:
            raise RemoteError(f"{call.url}: no reply in time")
        try:
            reply = self._pools.request(
                call.method,
                call.url,
                headers=call.headers,
                body=call.body,
                timeout=urllib3.Timeout(connect=min(left, _CONNECT), read=left),
                redirect=False,
                preload_content=False,
            )
            try:
                content = _read(reply, call)
            except BaseException:
                reply.close()
                raise
            reply.release_conn()
        except (HTTPError, OSError) as error:
            raise RemoteError(f"{call.url}: {_reason(error)}") from None
        found = {name.lower(): value for name, value in reply.headers.items()}
        return reply.status, found, content


@dataclass(frozen=True, slots=True)
class _Call:
    """A request; ``deadline`` is a moment of time.monotonic()."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    deadline: float
    max_bytes: int


def _read(reply: urllib3.BaseHTTPResponse, call: _Call) -> bytes:
    content = bytearray()
    for chunk in reply.stream(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > call.max_bytes:
            raise RemoteError(f"{call.url}: the reply has more than {call.max_bytes} bytes")
        if time.monotonic() > call.deadline:
            raise RemoteError(f"{call.url}: the reply did not end in time")
    return bytes(content)


def _reason(error: Exception) -> str:
    """Say what happened without the objects that urllib3 puts into its messages."""
    if isinstance(error, NewConnectionError):
        return "no connection"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return "no reply in time"
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"its certificate is not good: {error}"
    return f"no whole reply ({type(error).__name__})"


def _pools_of(allowance: Allowance) -> dict[str, type[HTTPConnectionPool]]:
    """Make pools whose connections go to judged addresses only."""

    def connect(connection: HTTPConnection) -> socket.socket:
        host = connection.host.strip("[]")
        try:
            places = allowance.resolve(host, connection.port or 0)
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(connection, str(error)) from None
        return _open(connection, places)

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls: Any = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls: Any = Secure

    return {"http": PlainPool, "https": SecurePool}


def _open(connection: HTTPConnection, places: list[Place]) -> socket.socket:
    """Connect to the first of some addresses that answers."""
    fault = OSError("no address")
    for family, address in places:
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            timeout = connection.timeout
            opened.settimeout(timeout if isinstance(timeout, int | float) else _CONNECT)
            opened.connect((address, connection.port))
        except OSError as error:
            opened.close()
            fault = error
        else:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return opened
    raise NewConnectionError(connection, str(fault))
