"""OWL 2 RL closure of the asserted graph: two engines, one pruned result."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from rdflib import Graph

from cybernorms.errors import EngineError, InconsistencyError, UnsupportedAxiomError
from cybernorms.reasoning import owlrl_engine, sparq_engine
from cybernorms.reasoning.axioms import unsupported_axioms
from cybernorms.reasoning.clashes import asserted_clashes, closure_clashes
from cybernorms.reasoning.engine import Closure
from cybernorms.reasoning.pruning import is_worth_keeping, prune
from cybernorms.sources import silenced_literal_complaints

__all__ = ["ENGINES", "close", "is_worth_keeping"]

ENGINES: Final[Mapping[str, Callable[[Graph], Closure]]] = MappingProxyType(
    {"owlrl": owlrl_engine.infer, "sparq": sparq_engine.infer}
)


def close(asserted: Graph, engine: str) -> Graph:
    """Derive what follows from a graph under OWL 2 RL; only new triples that are worth keeping.

    The rules are those of OWL 2 Profiles 4.3 without the datatype rules (dt-*): whether a literal
    fits its datatype is the shapes' business. ``pruning`` tells what is left out, ``clashes`` what
    counts as a contradiction beside the rules that conclude ``false``. Both engines give the same
    graph. Raises UnsupportedAxiomError for an axiom that an engine gets wrong, InconsistencyError
    when the graph contradicts itself, EngineError when the engine fails.
    """
    if refused := unsupported_axioms(asserted):
        raise UnsupportedAxiomError("\n".join(refused))
    if clashes := asserted_clashes(asserted):
        raise InconsistencyError(clashes)
    if not asserted:
        return Graph(bind_namespaces="none")
    try:
        with silenced_literal_complaints():
            closure = ENGINES[engine](asserted)
    except Exception as error:
        raise EngineError(f"the reasoner {engine} failed: {error}") from error
    if clashes := [*sorted(closure.clashes), *closure_clashes(closure.triples, asserted)]:
        raise InconsistencyError(clashes)
    return prune(closure.triples, asserted)
