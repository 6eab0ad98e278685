"""One HTTP connection to an engine: queries, updates, graphs put.

A worker opens it before it is confined and can open no other, so that nothing a query does to it
could reach further.
"""

import http.client
import ssl
from contextlib import suppress
from typing import Final
from urllib.parse import SplitResult, quote, urlencode

from cybernorms.errors import EngineError, EngineUnavailableError, QueryLimitError
from cybernorms.remote.address import Address

RESULTS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
CONNECT: Final = 3.0
"""Seconds an engine may take to take a connection."""
_LONGEST_WORD: Final = 300
_LATER: Final = frozenset({408, 429, 502, 503, 504})
_TIMES_OUT: Final = ("timeout", "timed out", "time limit", "estimated execution time")
_STOPPED: Final = "S1TAT"
"""The state that Virtuoso gives to an answer that its time cut short."""
_CANCELLED: Final = b"The SPARQL operation has been cancelled"
"""What Oxigraph writes where its time ends, in the middle of an answer; no answer ends so."""
_AGENT: Final = {"User-Agent": "cybernorms"}


class Link:
    """One connection, for one thread; each call raises EngineUnavailableError when it is cut."""

    def __init__(self, address: Address, seconds: float) -> None:
        """Prepare a connection whose calls may be silent for ``seconds``."""
        self._address, self._seconds = address, seconds
        host, port = address.query.hostname or "", address.query.port
        if address.query.scheme == "https":
            context = ssl.create_default_context()
            self._http: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=CONNECT, context=context
            )
        else:
            self._http = http.client.HTTPConnection(host, port, timeout=CONNECT)

    @property
    def descriptor(self) -> int | None:
        """The socket's number; None when there is no connection."""
        return self._http.sock.fileno() if self._http.sock else None

    def open(self) -> None:
        """Connect."""
        try:
            self._http.connect()
            self._http.sock.settimeout(self._seconds)
        except OSError as error:
            raise self.unavailable(error) from None

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def ask(self, text: str, accept: str) -> "Reply":
        """Send a query, and give the bytes of its results; the caller reads or closes them.

        Raises EngineError when the engine does not take the query, and QueryLimitError when a
        limit of its own stopped it or cut the answer.
        """
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"query": text, **self._address.limit(self._seconds)}).encode()
        return self._call("POST", self._address.query, body, headers)

    def holds(self, pattern: str) -> bool:
        """Ask whether the engine has a pattern."""
        with self.ask(f"ASK {{ {pattern} }}", RESULTS) as reply:
            return b"true" in reply.read()

    def update(self, text: str) -> None:
        """Carry out an update (SPARQL 1.1 Protocol 2.2). Raises EngineError."""
        body = urlencode({"update": text}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._call("POST", self._address.update, body, headers).close()

    def add(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph (Graph Store HTTP Protocol 5.5, or INSERT DATA)."""
        if self._address.store is None:
            self.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples.decode()}}} }}")
            return
        named = "&".join(filter(None, (self._address.store.query, f"graph={quote(graph, '')}")))
        store = self._address.store._replace(query=named)
        self._call("POST", store, triples, {"Content-Type": TRIPLES}).close()

    def _call(self, method: str, url: SplitResult, body: bytes, headers: dict[str, str]) -> "Reply":
        target = url.path + (f"?{url.query}" if url.query else "")
        if self._http.sock is None:
            self.open()
        try:
            self._http.request(method, target, body, _AGENT | self._address.headers | headers)
            response = self._http.getresponse()
            if response.status < http.client.MULTIPLE_CHOICES:
                self._refuse_parts(response)
                return Reply(self, response)
            word = response.read().decode("utf-8", "replace")
        except TimeoutError:
            self.close()
            raise self.late() from None
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self.unavailable(error) from None
        raise self._refusal(response.status, " ".join(word.split())[:_LONGEST_WORD])

    def _refuse_parts(self, response: http.client.HTTPResponse) -> None:
        """Refuse what Virtuoso found until it was stopped, or gives of more: it calls both 200."""
        if _STOPPED in response.headers.get("X-SQL-State", ""):
            self.close()
            raise self.late()
        rows = response.headers.get("X-SPARQL-MaxRows")
        if rows is not None:
            self.close()
            raise QueryLimitError(
                f"the engine behind this server gives no more than {rows} rows (ResultSetMaxRows); "
                "ask for fewer with LIMIT",
                "engine_rows",
                int(rows) if rows.isdecimal() else 0,
            )

    def _refusal(self, status: int, word: str) -> Exception:
        if any(sign in word.lower() for sign in _TIMES_OUT):
            return self.late()
        if status in _LATER:
            return self.unavailable(f"{status} {word}")
        return EngineError(f"the engine behind this server can not do this ({status}): {word}")

    def late(self) -> QueryLimitError:
        """Say that the engine took too long."""
        return QueryLimitError(
            f"the query was stopped after {self._seconds:g} s by the engine behind this server; "
            "match, join or sort fewer triples",
            "timeout",
            self._seconds,
        )

    def unavailable(self, error: object) -> EngineUnavailableError:
        """Say that the engine is not there."""
        return EngineUnavailableError(
            f"the engine at {self._address} does not answer: {error}", retry_after=2
        )


class Reply:
    """The body of a reply; a fault on the way is told as one of the link's."""

    def __init__(self, link: Link, response: http.client.HTTPResponse) -> None:
        """Take a response whose head was read."""
        self._link, self._response = link, response
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        """Give up to so many bytes. Raises what the link's calls raise."""
        try:
            given = self._response.read(None if size < 0 else size)
        except TimeoutError:
            self._link.close()
            raise self._link.late() from None
        except (OSError, http.client.HTTPException) as error:
            self._link.close()
            raise self._link.unavailable(error) from None
        self._last = (self._last + given)[-len(_CANCELLED) :]
        if self._last == _CANCELLED:
            self._link.close()
            raise self._link.late()
        return given

    def close(self) -> None:
        """Read what is left if it is little, so that the connection can be used again."""
        with suppress(OSError, http.client.HTTPException):
            self._response.read(65536)
        if not self._response.isclosed():
            self._link.close()

    def __enter__(self) -> "Reply":
        """Read it inside the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it behind the block."""
        self.close()
