"""Request bodies: they come in time and whole, or are refused, and slow ones hold up nobody else.

granian waits for a body in the request's thread and knows no deadline, so a client that sends half
of one would hold the thread for as long as it likes.
"""

import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cybernorms.errors import (
    BusyError,
    MalformedRequestError,
    SlowBodyError,
    UnsupportedCodingError,
)
from cybernorms.settings import Settings
from cybernorms.web.connections import stop_reading

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

_CHUNK: Final = 65536
_TICK: Final = 0.25
_BODILESS: Final = frozenset({"GET", "HEAD"})
_MOST_DRAINED: Final = 64 * 1024 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS
_CODINGS: Final = ("gzip", "x-gzip")


class BodyGate:
    """WSGI middleware that gives the application bodies which raise instead of waiting for ever.

    At most ``settings.bodies`` may be coming at once, half of them from one address; the server
    has that many threads on top of those that it works with. A body has ``settings.body_timeout``
    seconds, and one more for each 64 KiB that came.
    """

    def __init__(self, application: "WSGIApplication", settings: Settings) -> None:
        """Guard an application, and watch over the bodies that are coming."""
        self._application, self._settings = application, settings
        self._lock = threading.Lock()
        self._coming: set[_Body] = set()
        self._clients: Counter[str] = Counter()
        threading.Thread(target=self._watch, name="body-watch", daemon=True).start()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass a request on, its body guarded."""
        if environ["REQUEST_METHOD"] not in _BODILESS or "CONTENT_LENGTH" in environ:
            environ["wsgi.input"] = _Body(self, environ, self._settings.body_timeout)
        return self._application(environ, start_response)

    def enter(self, body: "_Body") -> None:
        """Count a body that begins to come. Raises BusyError when there are too many."""
        most = self._settings.bodies
        with self._lock:
            if len(self._coming) >= most or self._clients[body.client] >= most // 2:
                raise BusyError("too many bodies are being received at once; send it again")
            self._coming.add(body)
            self._clients[body.client] += 1

    def leave(self, body: "_Body") -> None:
        """Forget a body that came, or will not come."""
        with self._lock:
            self._coming.discard(body)
            self._clients[body.client] -= 1
            if not self._clients[body.client]:
                del self._clients[body.client]

    def _watch(self) -> None:
        while True:
            time.sleep(_TICK)
            if not self._coming:
                continue
            with self._lock:
                late = [body for body in self._coming if body.is_late()]
            for client, count in Counter(body.client for body in late).items():
                youngest = min(body.age() for body in late if body.client == client)
                stop_reading(client, count, youngest)


class _Body:
    """A wsgi.input that ends, or raises SlowBodyError, BusyError or MalformedRequestError."""

    def __init__(self, gate: BodyGate, environ: "WSGIEnvironment", timeout: float) -> None:
        self._gate, self._timeout = gate, timeout
        self._stream: InputStream = environ["wsgi.input"]
        self._length = int(environ.get("CONTENT_LENGTH") or -1)
        self._received = 0
        self._started = 0.0
        self._late = False
        self.client: str = environ["REMOTE_ADDR"]

    def age(self) -> float:
        """Seconds since the first read."""
        return time.monotonic() - self._started

    def is_late(self) -> bool:
        """Tell whether the body should have come by now, and remember it."""
        self._late = self.age() > self._timeout + self._received // _CHUNK
        return self._late

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes, or all; fewer only at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        if 0 <= self._length <= self._received:
            return b""
        self._started = self._started or time.monotonic()
        self._gate.enter(self)
        try:
            data = bytes(self._stream.read(size))
        finally:
            self._gate.leave(self)
        self._received += len(data)
        if self._late:
            raise SlowBodyError(
                f"only {self._received} bytes of the body came within {self.age():.0f} s"
            )
        if len(data) < size and self._received < self._length:  # the client has hung up
            raise MalformedRequestError(
                f"the body ended after {self._received} of {self._length} bytes"
            )
        return data


def read_body(environ: "WSGIEnvironment", limit: int) -> bytes | None:
    """Read a request's body, decoded (RFC 9110 8.4); None if it has more than ``limit`` bytes.

    Of a body that is too large up to 64 MiB more are read, for a client that is still sending gets
    no answer but a broken connection; one that asks beforehand (RFC 9110 10.1.1) is told at once.
    Raises UnsupportedCodingError, MalformedRequestError, SlowBodyError and BusyError.
    """
    coding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if coding not in {"", "identity", *_CODINGS}:
        raise UnsupportedCodingError(
            f"a body in the coding {coding} is not taken; send it plain or as gzip"
        )
    announced = int(environ.get("CONTENT_LENGTH") or 0)
    if announced > limit and environ.get("HTTP_EXPECT", "").lower() == "100-continue":
        return None
    stream = environ["wsgi.input"]
    body, drained = bytearray(), 0
    while drained <= _MOST_DRAINED and (chunk := stream.read(_CHUNK)):
        if len(body) <= limit:
            body += chunk
        else:
            drained += len(chunk)
    if len(body) > limit:
        return None
    return _decompress(bytes(body), limit) if coding in _CODINGS else bytes(body)


def _decompress(body: bytes, limit: int) -> bytes | None:
    """Undo gzip; None if that gives more than ``limit`` bytes. Several members count as one."""
    decoded = b""
    while body:
        decoder = zlib.decompressobj(_GZIP)
        try:
            decoded += decoder.decompress(body, limit + 1 - len(decoded))
        except zlib.error as error:
            raise MalformedRequestError(f"the body is not gzip: {error}") from None
        if len(decoded) > limit:
            return None
        if not decoder.eof:
            raise MalformedRequestError("the body is not gzip: it ends too early")
        body = decoder.unused_data
    return decoded
