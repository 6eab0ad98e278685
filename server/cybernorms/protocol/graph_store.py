"""An HTTP request read as a SPARQL 1.1 Graph Store Protocol operation on a graph (4.2)."""

from dataclasses import dataclass
from typing import Final

from cybernorms.engine import Entailment
from cybernorms.errors import MalformedRequestError
from cybernorms.protocol.parameters import (
    check_graph_name,
    collect,
    decode,
    entailment,
    parse_parameters,
    single,
)

_ONCE: Final = ("default", "graph", "entailment", "format", "release")


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
    values = collect(parse_parameters(decode(query_string, "the URL"), "the URL"), _ONCE)
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
