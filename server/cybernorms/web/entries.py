"""Terms and shapes as entries of a page, each with an anchor of its own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import RDF
from cybernorms.web.reader import Reader
from cybernorms.web.terms import Term, iris_of, label

_STATEMENTS: Final = """
SELECT ?s ?p ?o {{
  GRAPH <{graph}> {{
    VALUES ?kind {{ {kinds} }}
    ?s a ?kind ; ?p ?o
    FILTER (isIRI(?s) && STRSTARTS(STR(?s), "{namespace}"))
  }}
}}
"""
Properties = Mapping[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One term or shape: its own anchor, and what the document says of it."""

    iri: str
    label: str
    text: str
    facts: tuple[tuple[str, tuple[Term, ...]], ...]
    rules: tuple["Entry", ...] = ()
    reason: str = ""

    @property
    def fragment(self) -> str:
        """What stands behind the # of its IRI."""
        return self.iri.rpartition("#")[2]


def collect(
    reader: Reader, graph: str, kinds: Iterable[str], namespace: str
) -> tuple[dict[str, Properties], dict[str, str]]:
    """Read the statements about the terms of some kinds, and the labels of what they name."""
    query = _STATEMENTS.format(
        graph=graph, kinds=" ".join(f"<{kind}>" for kind in kinds), namespace=namespace
    )
    rows = reader.select(query, "none")
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        values = found[row["s"].value][row["p"].value]
        if row["o"] not in values:
            values.append(row["o"])
    return {iri: dict(properties) for iri, properties in found.items()}, reader.labels(
        iris_of(rows)
    )


def of_kind(found: Mapping[str, Properties], kind: str) -> list[str]:
    """List the IRIs of one class."""
    return sorted(
        iri
        for iri, properties in found.items()
        if any(term.value == kind for term in properties.get(str(RDF["type"]), ()))
    )


def facts_of(
    properties: Properties, wanted: Iterable[tuple[str, str]], labels: Mapping[str, str]
) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """Give the named facts that a page can show; blank nodes are in the RDF alone."""
    found = []
    for name, prop in wanted:
        terms = tuple(label(term, labels) for term in properties.get(prop, ()))
        shown = tuple(term for term in terms if term.kind != "bnode")
        if shown:
            found.append((name, shown))
    return tuple(found)


def first_of(properties: Properties, *names: object) -> str:
    """Give the first value of the first of some properties that is there, or nothing."""
    return next((properties[str(name)][0].value for name in names if str(name) in properties), "")
