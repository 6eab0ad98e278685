"""The endpoint that is tested, and what it answers (SPARQL 1.1 Protocol 2.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import urlencode, urljoin

import msgspec
from rdflib import Graph, URIRef

from cybernorms.errors import InputError, RefusedAddressError, RemoteError
from cybernorms.federation.contract.found import FailedError, Judge
from cybernorms.outbound import Outbound, Reply
from cybernorms.sources import (
    RDF_FORMATS,
    empty_graph,
    format_of_media_type,
    read_rdf,
    write_statements,
)

JSON: Final = "application/sparql-results+json"
RDF: Final = (
    "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8, application/ld+json;q=0.5"
)
Way = Literal["GET", "form", "direct"]
"""How a query is sent."""

_NAME: Final = URIRef("https://w3id.org/cybernorms/graph/foreign")
_MOST_BYTES: Final = 16 * 1024 * 1024
_SECONDS: Final = 15.0
_WRITABLE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")
_BASED: Final = frozenset({"turtle", "trig"})


class Term(msgspec.Struct, frozen=True):
    """One value of a solution (SPARQL 1.1 Query Results JSON 3.2.2)."""

    type: str
    value: str


class _Bindings(msgspec.Struct):
    bindings: list[dict[str, Term]]


class _Results(msgspec.Struct):
    results: _Bindings


class _Boolean(msgspec.Struct):
    boolean: bool


Row = Mapping[str, Term]


@dataclass(slots=True)
class Endpoint:
    """A SPARQL endpoint at a URL, asked by ``outbound``.

    ``limit`` is how many seconds a query may take there; ``judge`` judges a sample of its data.
    ``description`` collects what it says of itself, by its Service Description and VoID, and
    ``milliseconds`` is how long the simplest query took.
    """

    url: str
    outbound: Outbound
    limit: float
    judge: Judge
    description: Graph = field(default_factory=empty_graph)
    milliseconds: int = 0

    def send(
        self, query: str, accept: str = JSON, way: Way = "form", seconds: float = _SECONDS
    ) -> Reply:
        """Send a query. Raises FailedError when there is no reply."""
        headers = {"Accept": accept, "Origin": "https://w3id.org"}
        url, method, body = self.url, "POST", None
        if way == "GET":
            url += ("&" if "?" in url else "?") + urlencode({"query": query})
            method = "GET"
        elif way == "form":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"query": query}).encode()
        else:
            headers["Content-Type"] = "application/sparql-query"
            body = query.encode()
        return self._request(method, url, headers, body, seconds)

    def fetch(self, path: str = "") -> Reply:
        """Fetch a document of RDF: the Service Description, or what is at a path of its host."""
        headers = {"Accept": RDF, "Origin": "https://w3id.org"}
        return self._request("GET", urljoin(self.url, path), headers, None, _SECONDS)

    def rows(self, query: str, way: Way = "form") -> Sequence[Row]:
        """Give the solutions of a SELECT query. Raises FailedError for anything else."""
        return read_rows(require_success(self.send(query, way=way)))

    def number(self, query: str) -> int:
        """Give the count that a query selects as ?n. Raises FailedError."""
        rows = self.rows(query)
        try:
            return int(rows[0]["n"].value)
        except (LookupError, ValueError):
            raise FailedError("a query that counts gave no number") from None

    def graph(self, query: str) -> Graph:
        """Give the graph of a CONSTRUCT query. Raises FailedError for anything else."""
        return read_graph(require_success(self.send(query, RDF)))

    def _request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        seconds: float,
    ) -> Reply:
        try:
            return self.outbound.request(
                method,
                url,
                headers=headers,
                body=body,
                seconds=seconds,
                max_bytes=_MOST_BYTES,
                retry=False,
            )
        except (RemoteError, RefusedAddressError):
            # Why is not told: with redirects it would say what there is in other networks.
            raise FailedError(f"no reply to {method} {_shown(url)} that could be read") from None


def require_success(reply: Reply) -> Reply:
    """Raise FailedError for a status that is not 200."""
    if reply.status != HTTPStatus.OK:
        raise FailedError(f"status {reply.status} instead of 200")
    return reply


def read_rows(reply: Reply) -> Sequence[Row]:
    """Read solutions as JSON. Raises FailedError for anything else."""
    try:
        return msgspec.json.decode(reply.body, type=_Results).results.bindings
    except (msgspec.MsgspecError, RecursionError):
        raise FailedError(
            f"what came as {reply.media_type or 'no type'} is no table in SPARQL Results JSON"
        ) from None


def read_boolean(reply: Reply) -> bool:
    """Read the answer to an ASK query as JSON. Raises FailedError for anything else."""
    try:
        return msgspec.json.decode(reply.body, type=_Boolean).boolean
    except (msgspec.MsgspecError, RecursionError):
        raise FailedError(
            f"what came as {reply.media_type or 'no type'} is no answer in SPARQL Results JSON"
        ) from None


def read_graph(reply: Reply) -> Graph:
    """Read a document of RDF, relative IRIs by its URL. Raises FailedError for anything else."""
    format_ = format_of_media_type(reply.media_type)
    if format_ is None:
        raise FailedError(f"{reply.media_type[:100] or 'no media type'} is no RDF")
    base = f"@base <{reply.url}> .\n".encode() if format_.name in _BASED else b""
    try:
        return read_rdf(base + reply.body, "the document", _NAME, RDF_FORMATS[format_.name]).graph
    except InputError as error:
        raise FailedError(f"not {format_.title}: {str(error)[:300]}") from None


def write_graph(graph: Graph) -> str:
    """Write a graph as N-Triples."""
    return "".join(f"{statement} .\n" for statement in write_statements(graph))


def iris(rows: Sequence[Row], variable: str) -> list[str]:
    """List the IRIs among the values of a variable that a query can hold, each once."""
    terms = (row[variable] for row in rows if variable in row)
    return list(dict.fromkeys(t.value for t in terms if t.type == "uri" and is_writable(t.value)))


def is_writable(iri: str) -> bool:
    """Tell whether an IRI can stand in a query between < and >."""
    return _WRITABLE.match(iri) is not None


def _shown(url: str) -> str:
    return url.partition("?")[0][:200]
