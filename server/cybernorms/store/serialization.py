"""Query results as bytes, written by the engine itself and not row by row in Python."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import IO, Final, cast

import pyoxigraph as ox

from cybernorms.engine import Query, QueryForm
from cybernorms.errors import NotAcceptableError, QueryLimitError
from cybernorms.namespaces import BASE, PREFIXES
from cybernorms.store.cutting import CappedBuffer

RESULTS_FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
}

_ABOUT_CUTS: Final = f"{BASE}problem/truncated"


def serialize(
    solutions: ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple],
    form: QueryForm,
    query: Query,
    limit: int,
) -> tuple[str, bytes, int]:
    """Give the media type that the query chose for its form, the result, and where it was cut.

    The last is ``query.max_rows`` if there were more rows or triples, else 0. Raises
    NotAcceptableError when the query chose no type, and QueryLimitError above ``limit`` bytes.
    """
    is_graph = form in {"CONSTRUCT", "DESCRIBE"}
    chosen = query.graph_type if is_graph else query.results_type
    if chosen is None:
        raise NotAcceptableError(
            f"{form} gives {'a graph' if is_graph else 'a table or a boolean'}, which has none of "
            f"the accepted media types; there is "
            f"{', '.join(GRAPH_FORMATS if is_graph else RESULTS_FORMATS)}"
        )
    buffer = CappedBuffer(limit, query.max_rows if form == "SELECT" else 0, chosen)
    file = cast(IO[bytes], buffer)
    try:
        if not isinstance(solutions, ox.QuerySolutions | ox.QueryBoolean):
            triples = islice(solutions, query.max_rows) if query.max_rows else solutions
            ox.serialize(triples, file, GRAPH_FORMATS[chosen], prefixes=dict(PREFIXES))
            cut = bool(query.max_rows) and next(solutions, None) is not None
            return chosen, _tidy(buffer.getvalue(), chosen), cut * query.max_rows
        solutions.serialize(file, RESULTS_FORMATS[chosen])
    except OSError:
        if buffer.full:
            raise QueryLimitError(
                f"the result is longer than {limit} bytes; add a LIMIT or select less",
                "max_result_bytes",
                limit,
            ) from None
        if not buffer.cut:
            raise
    return chosen, buffer.table(_ABOUT_CUTS), buffer.cut * query.max_rows


def _tidy(document: bytes, media_type: str) -> bytes:
    """Declare only the prefixes in use, in order; the engine declares all, as its hashes fall."""
    if media_type in {"text/turtle", "application/trig"}:
        lines = document.split(b"\n")
        count = next((n for n, line in enumerate(lines) if line[:7] != b"@prefix"), len(lines))
        body = b"\n".join(lines[count:])
        used = [line for line in sorted(lines[:count]) if line.split(b" ")[1] in body]
        return b"\n".join([*used, body])
    if media_type == "application/rdf+xml":
        root = document.find(b"<rdf:RDF")
        end = document.find(b">", root)
        head, body = document[root:end].split(b" ")[1:], document[end:]
        prefix = re.compile(rb"xmlns:([^=]+)=")
        names = {item: match[1] for item in sorted(head) if (match := prefix.match(item))}
        used = [
            item for item, name in names.items() if name == b"rdf" or b"<" + name + b":" in body
        ]
        return b" ".join([document[:root] + b"<rdf:RDF", *used]) + body
    return document
