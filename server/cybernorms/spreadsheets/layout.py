"""Which sheets and columns a spreadsheet has."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import RDFS
from cybernorms.spreadsheets.names import Names, instances, names_of
from cybernorms.spreadsheets.values import Values

ID_HEADING: Final = "id"
KIND_HEADING: Final = "kind"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the property that it states and the shape that asks for it."""

    heading: str
    property: URIRef
    shape: URIRef | None
    values: Values
    required: bool
    several: bool
    description: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a row for each member of a class. ``kind`` is the class's name within IRIs."""

    name: str
    member_of: URIRef
    kind: str
    description: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheets of a kind of spreadsheet, and the graph that their cells may refer to."""

    sheets: tuple[Sheet, ...]
    known: Graph
    _names: dict[tuple[URIRef, ...], Names] = field(default_factory=dict, compare=False, repr=False)

    def names(self, classes: Iterable[URIRef]) -> Names:
        """Give the names of all that is known as a member of one of the classes."""
        key = tuple(classes)
        if key not in self._names:
            self._names[key] = names_of(self.known, instances(self.known, key))
        return self._names[key]

    def related(self, one: Node, other: Node) -> bool:
        """Tell whether of two classes one is the other or above it."""
        above = self.known.transitive_objects
        return other in above(one, RDFS.subClassOf) or one in above(other, RDFS.subClassOf)
