"""Statements as pages show them: collected by property, each value with its graphs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cybernorms.namespaces import DCTERMS, RDF, RDFS, SKOS, is_inferred
from cybernorms.web.terms import Solution, Term, label

_FIRST_PROPERTIES: Final = (
    str(RDF["type"]),
    str(RDFS["label"]),
    str(SKOS["prefLabel"]),
    str(SKOS["altLabel"]),
    str(DCTERMS["title"]),
    str(DCTERMS["description"]),
    str(SKOS["definition"]),
)


@dataclass(frozen=True, slots=True)
class Value:
    """The other end of a statement, and the graphs that state it."""

    term: Term
    graphs: tuple[Term, ...]

    @property
    def is_inferred(self) -> bool:
        """Whether only reasoning states it."""
        return all(is_inferred(graph.value) for graph in self.graphs)


@dataclass(frozen=True, slots=True)
class Group:
    """The statements with one property."""

    prop: Term
    values: tuple[Value, ...]


def group_statements(rows: Iterable[Solution], end: str, labels: Mapping[str, str]) -> list[Group]:
    """Collect rows by property and by value, names first and then in the order of the labels."""
    groups: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        prop, value = label(row["p"], labels), label(row[end], labels)
        groups[prop][value].append(label(row["g"], labels))
    return [
        Group(
            prop,
            tuple(
                Value(value, tuple(graphs))
                for value, graphs in sorted(values.items(), key=lambda item: item[0].name.lower())
            ),
        )
        for prop, values in sorted(groups.items(), key=lambda item: _rank(item[0]))
    ]


def _rank(prop: Term) -> tuple[int, str]:
    first = _FIRST_PROPERTIES
    return (first.index(prop.value) if prop.value in first else len(first), prop.name.lower())
