"""An HTTP request read as an operation of the SPARQL 1.1 Protocol (section 2.1)."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from werkzeug.http import parse_options_header

from cybernorms.engine import Entailment
from cybernorms.errors import (
    MalformedRequestError,
    MethodNotAllowedError,
    ReadOnlyError,
    UnsupportedMediaTypeError,
)
from cybernorms.protocol.negotiation import known_format
from cybernorms.protocol.parameters import (
    Values,
    check_graph_name,
    collect,
    decode,
    entailment,
    parse_parameters,
    refuse_misspelt,
    single,
)

ALLOWED_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "QUERY")
_WITH_BODY: Final = frozenset({"POST", "QUERY"})
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_ONCE: Final = ("query", "update", "entailment", "timeout", "release")
_KNOWN: Final = (*_ONCE, "default-graph-uri", "named-graph-uri", "members", "format")
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})


class QueryRequest(Struct, frozen=True):
    """What a client asks for; ``text`` is None when it sent no parameter but perhaps a format.

    None for the graphs means that the protocol's dataset was not given; ``timeout`` is in seconds.
    ``members`` of the federation are asked too; * are all of them.
    """

    text: str | None
    timeout: float
    entailment: Entailment = "owlrl"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None
    release: str | None = None
    members: tuple[str, ...] = ()


def parse_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes, *, timeout: float
) -> QueryRequest:
    """Read a query operation by GET (2.1.1), form POST (2.1.2) or direct POST (2.1.3).

    HTTP's QUERY method takes the bodies that POST takes. ``query_string`` is percent-encoded, as
    it came; ``timeout`` is the server's, which a request may lower. Raises MalformedRequestError,
    UnsupportedMediaTypeError, MethodNotAllowedError, and ReadOnlyError for an update.
    """
    parameters = parse_parameters(decode(query_string, "the URL"), "the URL")
    text: str | None = None
    if method in _WITH_BODY:
        media_type, options = parse_options_header(content_type or "")
        _check_body_type(media_type, options)
        decoded = decode(body, "the body")
        if media_type == DIRECT:
            if any(name == "query" for name, _ in parameters):
                raise MalformedRequestError(
                    "the query is given twice, in the body and in the URL; drop one"
                )
            text = decoded
        else:
            parameters += parse_parameters(decoded, "the body")
    elif method not in {"GET", "HEAD"}:
        raise MethodNotAllowedError(
            f"{method} is no way to query; use GET, POST or QUERY", ALLOWED_METHODS
        )
    if len(parameters) == 1 and parameters[0][0] == "query" and text is None:
        return QueryRequest(parameters[0][1], timeout)  # as most are
    values = collect(parameters, _ONCE)
    refuse_misspelt(values, _KNOWN)
    if "update" in values:
        raise _read_only()
    if text is None and method not in _WITH_BODY and not values.keys() - {"format"}:
        return QueryRequest(None, timeout, format=known_format(values.get("format", ())))
    if text is None:
        text = single(values, "query")
        if text is None:
            raise MalformedRequestError(
                "the parameter query is missing; send query=… by GET, POST or QUERY, "
                f"or the query itself as {DIRECT}"
            )
    return QueryRequest(
        text,
        _timeout(single(values, "timeout"), timeout),
        entailment(values),
        *_dataset(values),
        known_format(values.get("format", ())),
        single(values, "release") or None,
        _members(values.get("members", ())),
    )


def _check_body_type(media_type: str, options: Mapping[str, str]) -> None:
    if media_type == UPDATE:
        raise _read_only()
    if media_type not in {FORM, DIRECT}:
        what = f"a body of type {media_type}" if media_type else "a body without Content-Type"
        raise UnsupportedMediaTypeError(f"{what} is not taken; send {FORM} or {DIRECT}")
    check_charset(options)


def check_charset(options: Mapping[str, str]) -> None:
    """Raise UnsupportedMediaTypeError when a Content-Type names a charset that is not UTF-8."""
    charset = options.get("charset", "utf-8").lower()
    if charset not in _UTF_8:
        raise UnsupportedMediaTypeError(f"charset={charset} is not taken; send UTF-8")


def _read_only() -> ReadOnlyError:
    return ReadOnlyError("/sparql only reads; send updates to /update, with a token")


def _dataset(values: Values) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Read the protocol's dataset (2.1.4); naming one kind of graph leaves the other empty."""
    default = tuple(check_graph_name(iri) for iri in values.get("default-graph-uri", ()))
    named = tuple(check_graph_name(iri) for iri in values.get("named-graph-uri", ()))
    return (default, named) if default or named else (None, None)


def _members(values: Sequence[str]) -> tuple[str, ...]:
    """Read names, in parameters of their own or parted by commas, each once."""
    names = (name.strip() for value in values for name in value.split(","))
    return (*dict.fromkeys(filter(None, names)),)


def _timeout(value: str | None, most: float) -> float:
    if not value:
        return most
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= most:
        raise MalformedRequestError(
            f"timeout={value}: give seconds above 0, up to this server's {most:g}"
        )
    return seconds
