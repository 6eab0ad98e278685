"""The quick engine: sparq, native and young, held to the reference by the tests."""

import json
from collections.abc import Mapping
from typing import Any, Final

import sparq
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.reasoning.engine import Closure

# Blank nodes never survive pruning, so they need not leave the engine.
_NAMED: Final = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isIRI(?s) && !isBlank(?o)) }"


def infer(asserted: Graph) -> Closure:
    """Load the graph into the engine, let it reason, and take out what has no blank node."""
    graph = sparq.Graph.load(asserted.serialize(format="nt"), "ntriples")
    graph.reason("owl")
    clashes = tuple(graph.inconsistencies())
    terms = _Terms(asserted)
    rows = json.loads(graph.query_json(_NAMED))["results"]["bindings"]
    return Closure(
        frozenset((terms[row["s"]], terms[row["p"]], terms[row["o"]]) for row in rows), clashes
    )


class _Terms:
    """Turns the engine's JSON terms back into the very terms that were put in."""

    def __init__(self, asserted: Graph) -> None:
        # The engine lowers the case of language tags; the graph knows how they were written.
        self._tagged: Mapping[tuple[str, str], Literal] = {
            (str(o), o.language.lower()): o
            for o in asserted.objects()
            if isinstance(o, Literal) and o.language
        }
        self._iris: dict[str, URIRef] = {}

    def __getitem__(self, term: Mapping[str, Any]) -> Node:
        value: str = term["value"]
        if term["type"] == "uri":
            if value not in self._iris:
                self._iris[value] = URIRef(value)
            return self._iris[value]
        if tag := term.get("xml:lang"):
            return self._tagged.get((value, tag)) or Literal(value, lang=tag)
        return Literal(value, datatype=term.get("datatype"), normalize=False)
