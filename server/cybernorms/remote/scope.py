"""What a query reads, by the names that its graphs have in another engine."""

from dataclasses import dataclass

from cybernorms.engine import Entailment
from cybernorms.namespaces import is_inferred
from cybernorms.remote.naming import ASSERTS, IS, GraphSet
from cybernorms.store import Dataset


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query reads: a set of graphs, and of these a dataset under an entailment regime."""

    set: GraphSet
    dataset: Dataset
    entailment: Entailment

    @property
    def default(self) -> str:
        """Name the default graph there; a dataset with several has to be merged before."""
        if self.dataset.default is None and self.dataset.named is None:
            return self.set.default(self.entailment)
        return next(map(self.graph, self.dataset.default or ()), self.set.nothing)

    def graph(self, name: str) -> str:
        """Name a graph there, whether or not it is a named graph of the dataset."""
        if self.entailment == "none" and is_inferred(name):
            return self.set.nothing
        return self.set.graph(name)

    def named(self, name: str) -> str:
        """Name a named graph there."""
        named = self.dataset.named
        if named is None and self.dataset.default is None:
            return self.graph(name)
        return self.graph(name) if name in (named or ()) else self.set.nothing

    def naming(self, there: str, here: str) -> str:
        """Write a pattern that binds the name of each named graph there, and that known here."""
        if self.dataset.named is None and self.dataset.default is None:
            leads = IS if self.entailment == "owlrl" else ASSERTS
            return f"GRAPH <{self.set.names}> {{ {there} <{leads}> {here} }}"
        rows = " ".join(f"(<{self.graph(name)}> <{name}>)" for name in self.dataset.named or ())
        return f"VALUES ({there} {here}) {{ {rows} }}"
