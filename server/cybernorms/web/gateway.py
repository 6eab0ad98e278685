"""The short way to answers: what programs ask of /sparql is answered before Flask sees it.

A request that was answered before from the same snapshot gets the same bytes and headers, kept as
they were sent. One that was not is read, asked and kept. Whatever is no plain answer to a
program (a page, the service description, an error) is left to Flask, with what was found so far.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from werkzeug.http import parse_etags
from werkzeug.sansio.utils import get_host

from cybernorms.engine import Query, QueryEngine
from cybernorms.errors import TooLargeError
from cybernorms.federation import may_call
from cybernorms.guard import check_size
from cybernorms.namespaces import BASE
from cybernorms.protocol.cache import Cache, may_change
from cybernorms.protocol.negotiation import Choices, choose_for_query
from cybernorms.protocol.request import QueryRequest, parse_request
from cybernorms.settings import Settings
from cybernorms.web.access import FROM_CACHE, OUTCOME
from cybernorms.web.answers import (
    CACHEABLE,
    completeness,
    content_type,
    provenance,
    tag_of,
    truncation,
)
from cybernorms.web.asking import parse_proxies, remember_asker
from cybernorms.web.bodies import read_body
from cybernorms.web.compression import encode
from cybernorms.web.headers import EVERYWHERE, REVALIDATE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH: Final = "/sparql"
REQUEST: Final = "cybernorms.request"
"""The key of the WSGI environment with the QueryRequest, or with the error in its place."""
_BODILESS: Final = frozenset({"GET", "HEAD"})
_HOST: Final = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?", re.ASCII)
_ENCODED: Final = 3
"""Bytes that percent-encoding makes of one."""
_OTHER_FIELDS: Final = 16384
_ALWAYS: Final = (
    *EVERYWHERE.items(),
    ("Cache-Control", REVALIDATE),
    ("Vary", "Accept, Accept-Encoding"),
)


class _Ready(Struct, frozen=True, gc=False):
    """An answer as it is sent; ``tag`` is empty where it can not be revalidated."""

    tag: str
    unchanged: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class _Asked(NamedTuple):
    """All of a request that decides its answer: the key of the cache."""

    snapshot: str
    method: str
    parameters: str
    accept: str | None
    accept_encoding: str | None
    content_type: str | None
    body: bytes | None


class Gateway:
    """WSGI middleware with a cache of encoded answers."""

    def __init__(
        self,
        application: "WSGIApplication",
        settings: Settings,
        engine: QueryEngine,
        cache: Cache,
    ) -> None:
        """Stand before an application, and keep in ``cache`` what the engine answers."""
        self._application, self._settings = application, settings
        self._engine, self._cache = engine, cache
        self._proxies = parse_proxies(settings.trusted_proxies)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, or pass the request on."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] == "OPTIONS":
            return self._application(environ, start_response)
        try:
            ready = self._find(environ)
        except Exception as error:  # noqa: BLE001  # Flask's view raises it, and knows what to say
            environ[REQUEST] = error
            ready = None
        if ready is None:
            return self._application(environ, start_response)
        if _is_known(environ, ready.tag):
            start_response("304 Not Modified", [*ready.unchanged])
            return []
        start_response("200 OK", [*ready.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [ready.body]

    def _find(self, environ: "WSGIEnvironment") -> _Ready | None:
        """Give an answer from memory or from the engine; None if the request wants none.

        Raises what is wrong with the request or its query.
        """
        method, body = environ["REQUEST_METHOD"], None
        if method not in _BODILESS:
            body = _read_body(environ, self._settings.max_query_bytes)
        asked = _Asked(
            self._engine.snapshot_id(),
            "GET" if body is None else method,
            environ["QUERY_STRING"],
            environ.get("HTTP_ACCEPT"),
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("CONTENT_TYPE"),
            body,
        )
        ready: _Ready | None = self._cache.get(asked)
        if ready is not None:
            environ[OUTCOME] = FROM_CACHE
            return ready
        wanted = environ[REQUEST] = parse_request(
            method,
            asked.parameters.encode("latin-1"),
            asked.content_type,
            body or b"",
            timeout=self._settings.timeout,
        )
        if wanted.text is None:
            return None
        choices = choose_for_query(asked.accept, wanted.format)
        return None if choices.page else self._ask(environ, asked, wanted, choices)

    def _ask(
        self, environ: "WSGIEnvironment", asked: _Asked, wanted: QueryRequest, choices: Choices
    ) -> _Ready:
        """Have a query answered unless the client has the answer, and keep it for the next."""
        results, graph = choices.results, choices.graph
        query = read_query(
            self._settings,
            wanted,
            results.format.media_type if results else None,
            graph.format.media_type if graph else None,
            environ,
        )
        steady = not may_change(query.text)
        names = (results and results.content_type, graph and graph.content_type)
        key = (asked.parameters, asked.content_type, asked.body, *names)
        snapshot = self._engine.snapshot_id(wanted.release) if wanted.release else asked.snapshot
        revalidated = steady and asked.method in CACHEABLE
        tag = tag_of(snapshot, key) if revalidated else ""
        if _is_known(environ, tag):
            environ[OUTCOME] = FROM_CACHE
            return _Ready(tag, _headers({"X-Cybernorms-Snapshot": snapshot}, tag))
        remember_asker(environ, self._proxies)
        answer = self._engine.query(query)
        choice = results if answer.form in {"SELECT", "ASK"} else graph
        if choice is None:
            raise AssertionError(f"{answer.form} answered without a choice of its media type")
        if revalidated and answer.snapshot != snapshot:
            tag = tag_of(answer.snapshot, key)
        if answer.completeness is None:
            told = _headers(provenance(answer.snapshot, answer.entailment), tag)
        else:
            steady, tag = False, ""
            about = provenance(answer.snapshot, answer.entailment)
            told = (*(dict(_headers(about, tag)) | completeness(answer)).items(),)
        body, coding = encode(answer.body, asked.accept_encoding)
        described = {"Content-Type": content_type(choice), "Content-Length": str(len(body))}
        described |= truncation(answer)
        if coding:
            described["Content-Encoding"] = coding
        ready = _Ready(tag, told, (*told, *described.items()), body)
        if steady and answer.snapshot == snapshot:
            self._cache.keep(
                asked, ready, len(body) + len(asked.parameters) + len(asked.body or b"")
            )
        return ready


def read_query(
    settings: Settings,
    wanted: QueryRequest,
    results_type: str | None,
    graph_type: str | None,
    environ: "WSGIEnvironment",
) -> Query:
    """Make the engine's query of a request. Raises TooLargeError."""
    text = wanted.text or ""
    check_size(text, settings.max_query_bytes)
    return Query(
        text,
        results_type,
        graph_type,
        wanted.timeout,
        wanted.entailment,
        wanted.default_graphs,
        wanted.named_graphs,
        BASE,
        wanted.release,
        settings.max_rows,
        here=_here(environ) if wanted.members or may_call(text) else (),
        members=wanted.members,
    )


def _here(environ: "WSGIEnvironment") -> tuple[str, ...]:
    """Give the IRIs of this endpoint, the last as the client has it."""
    origin = get_host(environ["wsgi.url_scheme"], environ.get("HTTP_HOST"))
    known = _HOST.fullmatch(origin)
    url = f"{environ['wsgi.url_scheme']}://{origin}{PATH}" if known else ""
    return tuple(filter(None, (f"{BASE}{PATH[1:]}", url)))


def _read_body(environ: "WSGIEnvironment", max_query_bytes: int) -> bytes:
    """Read the body, which may be a form with a percent-encoded query of that size."""
    limit = max_query_bytes * _ENCODED + _OTHER_FIELDS
    body = read_body(environ, limit)
    if body is None:
        raise TooLargeError(
            f"the body has more than {limit} bytes; "
            f"a query of up to {max_query_bytes} bytes is taken",
            "max_query_bytes",
            max_query_bytes,
        )
    return body


def _headers(about: Mapping[str, str], tag: str) -> tuple[tuple[str, str], ...]:
    tagged = (("ETag", f'W/"{tag}"'),) if tag else ()
    return (*_ALWAYS, *about.items(), *tagged)


def _is_known(environ: "WSGIEnvironment", tag: str) -> bool:
    """Tell whether the client has what this tag is on (RFC 9110 13.1.2)."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    return bool(known and tag) and parse_etags(known).contains_weak(tag)
