"""What every reasoning engine hands back."""

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from rdflib.term import Node

Triple = tuple[Node, Node, Node]
Row = Mapping[str, Node]

STAND_IN: Final = "urn:x-cybernorms:stand-in:"
"""Begins the IRIs that restated axioms bring along; nothing about them is a result."""


class Closure(Protocol):
    """A graph with all that follows from it, inside the engine that worked it out."""

    complaints: tuple[str, ...]
    """The contradictions that the engine itself sees, in its own words."""

    def derived(self) -> Iterator[Triple]:
        """Give what is not asserted and has no blank node, and no literal as subject."""

    def select(self, pattern: str) -> Iterator[Row]:
        """Solve a SPARQL group graph pattern, with the project's prefixes."""


def is_stand_in(s: Node, p: Node, o: Node) -> bool:
    """Tell whether one of the terms of a triple is there only for an engine's sake."""
    return str(s).startswith(STAND_IN) or str(p).startswith(STAND_IN) or str(o).startswith(STAND_IN)
