"""An HTTP request read as an update operation of the SPARQL 1.1 Protocol (section 2.2)."""

from dataclasses import dataclass
from typing import Final

from werkzeug.http import parse_options_header

from cybernorms.errors import (
    MalformedRequestError,
    MethodNotAllowedError,
    UnsupportedMediaTypeError,
)
from cybernorms.protocol.parameters import (
    check_graph_name,
    collect,
    decode,
    parse_parameters,
    single,
)
from cybernorms.protocol.request import FORM, UPDATE, check_charset

UPDATE_METHODS: Final = ("OPTIONS", "POST")


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """What a client wants done; None for the graphs means that no dataset was given."""

    text: str
    using: tuple[str, ...] | None = None
    using_named: tuple[str, ...] | None = None


def parse_update_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes
) -> UpdateRequest:
    """Read an update by form POST (2.2.1) or by direct POST (2.2.2).

    Raises MalformedRequestError, UnsupportedMediaTypeError and MethodNotAllowedError.
    """
    if method != "POST":
        raise MethodNotAllowedError(f"{method} changes nothing; use POST", UPDATE_METHODS)
    parameters = parse_parameters(decode(query_string, "the URL"), "the URL")
    media_type, options = parse_options_header(content_type or "")
    if media_type not in {FORM, UPDATE}:
        what = f"a body of type {media_type}" if media_type else "a body without Content-Type"
        raise UnsupportedMediaTypeError(f"{what} is not taken; send {FORM} or {UPDATE}")
    check_charset(options)
    decoded = decode(body, "the body")
    if media_type == UPDATE:
        parameters.append(("update", decoded))
    else:
        parameters += parse_parameters(decoded, "the body")
    values = collect(parameters, ("update",))
    if "query" in values:
        raise MalformedRequestError("a query is no update; send it to /sparql")
    text = single(values, "update")
    if text is None:
        raise MalformedRequestError(
            f"the parameter update is missing; send update=… by POST, or the update as {UPDATE}"
        )
    using = tuple(check_graph_name(iri) for iri in values.get("using-graph-uri", ()))
    named = tuple(check_graph_name(iri) for iri in values.get("using-named-graph-uri", ()))
    return UpdateRequest(text, *((using, named) if using or named else (None, None)))
