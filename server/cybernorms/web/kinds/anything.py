"""The page of a resource of no special kind: every statement with it, in both directions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import RDF, is_inferred
from cybernorms.web.page import Cell, Sheet
from cybernorms.web.reader import Reader
from cybernorms.web.statements import Group, group_statements
from cybernorms.web.terms import Solution, Term, iris_of, label, spoken_names

_MOST: Final = 500
"""Statements in one direction that a page shows."""
_OUTGOING: Final = f"SELECT ?p ?o ?g {{{{ GRAPH ?g {{{{ <{{iri}}> ?p ?o }}}} }}}} LIMIT {_MOST + 1}"
_INCOMING: Final = f"SELECT ?s ?p ?g {{{{ GRAPH ?g {{{{ ?s ?p <{{iri}}> }}}} }}}} LIMIT {_MOST + 1}"
_PARTS: Final = """
SELECT DISTINCT ?part ?p ?o ?g {{
  <{iri}> ?link ?part . FILTER (isIRI(?part) && STRSTARTS(STR(?part), "{iri}#"))
  GRAPH ?g {{ ?part ?p ?o }}
}}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A resource that is named by a fragment of another one."""

    fragment: str
    statements: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """What is said of a resource and with it, and which graphs say so.

    ``cut`` says that there are more statements than a page shows.
    """

    iri: str
    title: str
    types: tuple[Term, ...]
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    parts: tuple[Part, ...]
    sources: tuple[Term, ...]
    cut: bool


def read(reader: Reader, iri: str) -> Resource:
    """Read what a page shows of a resource."""
    outgoing = reader.select(_OUTGOING.format(iri=iri))
    incoming = reader.select(_INCOMING.format(iri=iri))
    parts = reader.select(_PARTS.format(iri=iri))
    everything = (*outgoing, *incoming, *parts)
    labels = spoken_names(everything) | reader.labels({iri, *iris_of(everything)})
    by_part: dict[str, list[Solution]] = defaultdict(list)
    for row in parts:
        by_part[row["part"].value].append(row)
    for part in by_part:
        labels.setdefault(part, part.removeprefix(iri))
    graphs = {label(row["g"], labels) for row in everything if not is_inferred(row["g"].value)}
    return Resource(
        iri,
        labels.get(iri, Term("uri", iri).name),
        _types(outgoing, labels),
        tuple(group_statements(outgoing[:_MOST], "o", labels)),
        tuple(group_statements(incoming[:_MOST], "s", labels)),
        tuple(
            Part(part.rpartition("#")[2], tuple(group_statements(rows, "o", labels)))
            for part, rows in sorted(by_part.items())
        ),
        tuple(sorted(graphs, key=lambda graph: graph.name)),
        max(len(outgoing), len(incoming)) > _MOST,
    )


def sheet(resource: Resource) -> Sheet:
    """Write each statement and graph as a row."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        yield from _rows(resource.outgoing, resource.iri, outgoing=True)
        for part in resource.parts:
            subject = f"{resource.iri}#{part.fragment}"
            yield from _rows(part.statements, subject, outgoing=True)
        yield from _rows(resource.incoming, resource.iri, outgoing=False)

    return Sheet(("subject", "property", "object", "label", "graph"), rows())


def _rows(groups: Iterable[Group], about: str, *, outgoing: bool) -> Iterator[tuple[Cell, ...]]:
    for group in groups:
        for value in group.values:
            ends = (about, value.term.value) if outgoing else (value.term.value, about)
            for graph in value.graphs:
                yield ends[0], group.prop.value, ends[1], value.term.name, graph.value


def _types(outgoing: Iterable[Solution], labels: Mapping[str, str]) -> tuple[Term, ...]:
    """List the stated classes; the inferred ones stand among the statements."""
    found = {
        row["o"]: None
        for row in outgoing
        if row["p"].value == str(RDF["type"]) and not is_inferred(row["g"].value)
    }
    return tuple(label(term, labels) for term in found)
