"""What the graphs of a snapshot are called in an engine that holds several snapshots.

A graph ``https://…/graph/catalogue`` of snapshot ``cf90…`` is there under
``urn:cybernorms:cf90…:https://…/graph/catalogue``. Beside these graphs there are the two default
graphs of the snapshot, and one that says which name stands for which: queries reach the graphs
through it, so that clients see the names that they know. Blank nodes are IRIs there (RDF 1.1
Concepts 3.5), or one that two graphs share would become two.
"""

from dataclasses import dataclass
from typing import Final

from cybernorms.engine import Entailment

_SPACE: Final = "urn:cybernorms:"
IS: Final = f"{_SPACE}is"
"""Leads from a graph of a set to the name that clients know it by."""
ASSERTS: Final = f"{_SPACE}asserts"
"""The same, of the graphs that have nothing inferred."""
STATE: Final = f"{_SPACE}state"
NODE: Final = f"{_SPACE}node:"
"""What stands before the label of a blank node."""


@dataclass(frozen=True, slots=True)
class GraphSet:
    """The graphs of one snapshot in an engine; ``space`` is that of the deployment."""

    snapshot: str
    space: str = ""

    @property
    def iri(self) -> str:
        """Name the set; the names of all its graphs begin so."""
        return f"{_home(self.space)}{self.snapshot}:"

    @property
    def names(self) -> str:
        """Name the graph of names, which is there first and complete last."""
        return f"{self.iri}-names"

    @property
    def nothing(self) -> str:
        """Name a graph that is never there."""
        return f"{self.iri}-nothing"

    def graph(self, name: str) -> str:
        """Name a graph of the snapshot; no IRI begins like the other names."""
        return f"{self.iri}{name}"

    def default(self, entailment: Entailment) -> str:
        """Name the published default graph."""
        return f"{self.iri}-{entailment}"


def sets_graph(space: str) -> str:
    """Name the graph that lists the sets of a deployment."""
    return f"{_home(space)}-sets"


def _home(space: str) -> str:
    return f"{_SPACE}{space}:" if space else _SPACE
