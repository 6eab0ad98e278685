"""What every reasoning engine hands back."""

from dataclasses import dataclass

from rdflib.term import Node

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True, slots=True)
class Closure:
    """Triples of the closure, asserted ones possibly among them, and the engine's clashes."""

    triples: frozenset[Triple]
    clashes: tuple[str, ...]
