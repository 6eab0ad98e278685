"""An HTTP request read as an operation of the SPARQL 1.1 Protocol (section 2.1)."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from cybernorms.engine import Entailment
from cybernorms.errors import (
    ForbiddenQueryError,
    MalformedRequestError,
    MethodNotAllowedError,
    UnsupportedMediaTypeError,
)

ALLOWED_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "QUERY")
_WITH_BODY: Final = frozenset({"POST", "QUERY"})
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_ONCE: Final = ("query", "update", "entailment", "timeout", "format")
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})
_MOST_PARAMETERS: Final = 500
_ABSOLUTE_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*')


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a client asks for; ``text`` is None when it sent no parameter but perhaps a format.

    None for the graphs means that the protocol's dataset was not given; ``timeout`` is in seconds.
    """

    text: str | None
    timeout: float
    entailment: Entailment = "owlrl"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


def parse_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes, *, timeout: float
) -> QueryRequest:
    """Read a query operation by GET (2.1.1), form POST (2.1.2) or direct POST (2.1.3).

    HTTP's QUERY method takes the bodies that POST takes.
    ``query_string`` is percent-encoded, as it came; ``timeout`` is the server's, which a request
    may lower. Raises MalformedRequestError, UnsupportedMediaTypeError, MethodNotAllowedError, and
    ForbiddenQueryError for an update.
    """
    parameters = _parse_parameters(_decode(query_string, "the URL"), "the URL")
    text: str | None = None
    if method in _WITH_BODY:
        media_type, options = parse_options_header(content_type or "")
        _check_body_type(media_type, options)
        decoded = _decode(body, "the body")
        if media_type == DIRECT:
            if any(name == "query" for name, _ in parameters):
                raise MalformedRequestError(
                    "the query is given twice, in the body and in the URL; drop one"
                )
            text = decoded
        else:
            parameters += _parse_parameters(decoded, "the body")
    elif method not in {"GET", "HEAD"}:
        raise MethodNotAllowedError(
            f"{method} is no way to query; use GET, POST or QUERY", ALLOWED_METHODS
        )
    values = _group(parameters)
    if "update" in values:
        raise _read_only()
    if text is None and method not in _WITH_BODY and not values.keys() - {"format"}:
        return QueryRequest(None, timeout, format=_single(values, "format"))
    if text is None:
        text = _single(values, "query")
        if text is None:
            raise MalformedRequestError(
                "the parameter query is missing; send query=… by GET, POST or QUERY, "
                f"or the query itself as {DIRECT}"
            )
    return QueryRequest(
        text,
        _timeout(_single(values, "timeout"), timeout),
        _entailment(_single(values, "entailment")),
        *_dataset(values),
        _single(values, "format"),
    )


def _check_body_type(media_type: str, options: Mapping[str, str]) -> None:
    if media_type == UPDATE:
        raise _read_only()
    if media_type not in {FORM, DIRECT}:
        what = f"a body of type {media_type}" if media_type else "a body without Content-Type"
        raise UnsupportedMediaTypeError(f"{what} is not taken; send {FORM} or {DIRECT}")
    charset = options.get("charset", "utf-8").lower()
    if charset not in _UTF_8:
        raise UnsupportedMediaTypeError(f"charset={charset} is not taken; send UTF-8")


def _read_only() -> ForbiddenQueryError:
    return ForbiddenQueryError("this endpoint only reads; it takes queries and no updates")


def _decode(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequestError(
            f"{where} is not UTF-8 (byte {error.start}); send UTF-8"
        ) from None


def _parse_parameters(encoded: str, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise MalformedRequestError(
            f"a parameter in {where} is not UTF-8 behind its percent-encoding; send UTF-8"
        ) from None
    except ValueError:
        raise MalformedRequestError(
            f"{where} has more than {_MOST_PARAMETERS} parameters"
        ) from None


def _group(parameters: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Collect the values of each parameter, and refuse those that came more than once."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    for name in _ONCE:
        if len(values.get(name, ())) > 1:
            raise MalformedRequestError(
                f"the parameter {name} is given {len(values[name])} times; give it once"
            )
    return values


def _single(values: Mapping[str, list[str]], name: str) -> str | None:
    return values[name][0] if name in values else None


def _dataset(
    values: Mapping[str, list[str]],
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Read the protocol's dataset (2.1.4); naming one kind of graph leaves the other empty."""
    default = values.get("default-graph-uri", [])
    named = values.get("named-graph-uri", [])
    for iri in (*default, *named):
        if not _ABSOLUTE_IRI.fullmatch(iri):
            raise MalformedRequestError(f"{iri!r} is no absolute IRI, so it names no graph")
    if not default and not named:
        return None, None
    return tuple(default), tuple(named)


def _entailment(value: str | None) -> Entailment:
    for known in get_args(Entailment):
        if value == known:
            return known  # type: ignore[no-any-return]
    if value:
        raise MalformedRequestError(
            f"entailment={value}: choose one of {', '.join(get_args(Entailment))}"
        )
    return "owlrl"


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
