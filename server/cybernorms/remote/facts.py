"""A set of graphs as the search for proofs reads it: a query for each look-up."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from cybernorms.explanation import Triple
from cybernorms.remote.link import RESULTS, Link
from cybernorms.remote.naming import IS, NODE, GraphSet
from cybernorms.sources import typed_literal

_NO_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_COLUMNS: Final = ("s", "p", "o")


class RemoteFacts:
    """The facts of one snapshot; each method raises what the link raises."""

    def __init__(self, link: Link, set_: GraphSet) -> None:
        """Take a link to the engine that has the set."""
        self._link, self._set = link, set_

    def find(
        self, s: Node | None, p: Node | None, o: Node | None, most: int
    ) -> Mapping[Triple, bool]:
        """Give ``most`` triples of a pattern, with whether any graph asserts them."""
        given = (s, p, o)
        pattern = _pattern(given)
        if pattern is None:
            return {}
        rows = self._rows(
            f"SELECT * {{ GRAPH <{self._set.default('owlrl')}> {{ {pattern} }} "
            f"OPTIONAL {{ GRAPH <{self._set.default('none')}> {{ {pattern} }} "
            f"BIND(1 AS ?asserted) }} }} LIMIT {most}"
        )
        found: dict[Triple, bool] = {}
        for row in rows:
            first, second, third = (
                _node(row[name]) if term is None else term
                for name, term in zip(_COLUMNS, given, strict=True)
            )
            found[first, second, third] = "asserted" in row
        return found

    def graphs(self, triple: Triple) -> tuple[URIRef, ...]:
        """Name the graphs that state a triple, in order."""
        pattern = _pattern(triple)
        if pattern is None:
            return ()
        rows = self._rows(
            f"SELECT ?name {{ GRAPH <{self._set.names}> {{ ?graph <{IS}> ?name }} "
            f"GRAPH ?graph {{ {pattern} }} }}"
        )
        return tuple(URIRef(name) for name in sorted({row["name"]["value"] for row in rows}))

    def _rows(self, text: str) -> list[dict[str, Any]]:
        with self._link.ask(text, RESULTS) as reply:
            rows: list[dict[str, Any]] = json.loads(reply.read())["results"]["bindings"]
        return rows


def _pattern(terms: tuple[Node | None, Node | None, Node | None]) -> str | None:
    """Write a pattern of triples; None where no triple can have these terms."""
    if isinstance(terms[0], Literal) or not isinstance(terms[1], URIRef | None):
        return None
    written = []
    for name, term in zip(_COLUMNS, terms, strict=True):
        if isinstance(term, URIRef) and _NO_IRI.search(term):
            return None
        if isinstance(term, BNode):
            written.append(f"<{NODE}{term}>")
        else:
            written.append(f"?{name}" if term is None else term.n3())
    return " ".join(written)


def _node(term: Mapping[str, str]) -> Node:
    value = term["value"]
    if term["type"] == "bnode" or value.startswith(NODE):
        return BNode(value.removeprefix(NODE))
    if term["type"] == "uri":
        return URIRef(value)
    if "datatype" in term:
        return typed_literal(value, URIRef(term["datatype"]))
    return Literal(value, lang=term.get("xml:lang"))
