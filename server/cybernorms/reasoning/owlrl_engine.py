"""The reference engine: owlrl, slow and well understood."""

from owlrl import OWLRL_Semantics
from owlrl.Namespaces import ERRNS
from rdflib import Graph

from cybernorms.namespaces import RDF
from cybernorms.reasoning.engine import Closure
from cybernorms.sources import merge


class _WithoutDatatypes(OWLRL_Semantics):  # type: ignore[misc]
    """The rules of OWL 2 RL except dt-*, which would call ill-typed literals contradictions."""

    def _one_time_rules_datatypes(self) -> None:
        """Leave datatypes to the shapes."""


def infer(asserted: Graph) -> Closure:
    """Apply the rules until nothing new follows."""
    graph = merge([asserted])
    # Run by hand rather than through DeductiveClosure: that one rebinds rdflib's literal
    # conversions for the whole process.
    semantics = _WithoutDatatypes(graph, False, False)
    semantics.closure()
    # It writes contradictions into the graph too, as nodes that are no part of the closure.
    notes = set(graph.subjects(RDF.type, ERRNS.ErrorMessage))
    clashes = tuple(semantics.error_messages)
    return Closure(frozenset(triple for triple in graph if triple[0] not in notes), clashes)
