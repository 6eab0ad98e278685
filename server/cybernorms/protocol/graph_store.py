"""An HTTP request read as a SPARQL 1.1 Graph Store Protocol operation on a graph (4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from cybernorms.engine import Entailment
from cybernorms.errors import MalformedRequestError, UnsupportedMediaTypeError
from cybernorms.protocol.negotiation import GRAPHS, describe
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
from cybernorms.protocol.request import UPDATE, check_charset

_ONCE: Final = ("default", "graph", "entailment", "format", "release")
_MULTIPART: Final = "multipart/form-data"
_MOST_DOCUMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """Which graph a client wants: a named one, or the default graph if ``graph`` is None."""

    graph: str | None
    entailment: Entailment = "owlrl"
    format: str | None = None
    release: str | None = None


def parse_graph_request(query_string: bytes) -> GraphRequest:
    """Read an indirect graph identification (4.2) from a query string as it came.

    Raises MalformedRequestError unless it names exactly one graph.
    """
    values = _collect(query_string)
    graph = single(values, "graph")
    if ("default" in values) == (graph is not None):
        raise MalformedRequestError(
            "name one graph, by ?default for the default graph or by ?graph=IRI; "
            "/graph lists the named ones"
        )
    return GraphRequest(
        None if graph is None else check_graph_name(graph),
        entailment(values),
        single(values, "format"),
        single(values, "release") or None,
    )


def names_no_graph(query_string: bytes) -> bool:
    """Tell whether a request is about the graph store itself (5.5), and no graph of it."""
    return not _collect(query_string).keys() & {"default", "graph"}


def parse_documents(
    content_type: str | None, body: bytes
) -> tuple[tuple[tuple[str, int], ...], bytes]:
    """Split a body into documents: the media type and size of each, and their bytes joined (5.5).

    ``multipart/form-data`` may have several, of which those without a file are left out. Raises
    UnsupportedMediaTypeError for what is no RDF syntax, MalformedRequestError for a broken body.
    """
    media_type, options = parse_options_header(content_type or "")
    if media_type != _MULTIPART:
        return ((_syntax(media_type, options), len(body)),), body
    boundary = options.get("boundary", "").encode("ascii", "replace")
    try:
        parser = MultiPartParser(max_form_parts=_MOST_DOCUMENTS)
        _, files = parser.parse(BytesIO(body), boundary, len(body))
    except (ValueError, RequestEntityTooLarge) as error:
        raise MalformedRequestError(f"the multipart body can not be read: {error}") from None
    if not files:
        raise MalformedRequestError("the multipart body has no file; send each with a file name")
    parts, content = [], b""
    for file in files.values():
        document = file.stream.read()
        parts.append((_syntax(*parse_options_header(file.content_type or "")), len(document)))
        content += document
    return tuple(parts), content


def parse_patch(content_type: str | None, body: bytes) -> str:
    """Read the update of a PATCH (5.7). Raises UnsupportedMediaTypeError, MalformedRequestError."""
    media_type, options = parse_options_header(content_type or "")
    if media_type != UPDATE:
        raise UnsupportedMediaTypeError(f"a graph is patched by an update; send {UPDATE}")
    check_charset(options)
    return decode(body, "the body")


def _syntax(media_type: str, options: Mapping[str, str]) -> str:
    """Give the canonical name of an RDF syntax."""
    check_charset(options)
    for syntax in GRAPHS:
        if media_type in {syntax.media_type, *syntax.aliases}:
            return syntax.media_type
    what = f"a document of type {media_type}" if media_type else "a document without Content-Type"
    raise UnsupportedMediaTypeError(f"{what} is no RDF; send one of {describe(GRAPHS)}")


def _collect(query_string: bytes) -> Values:
    values = collect(parse_parameters(decode(query_string, "the URL"), "the URL"), _ONCE)
    refuse_misspelt(values, _ONCE)
    return values
