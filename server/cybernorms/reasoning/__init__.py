"""OWL 2 RL closure of the asserted graph: two engines, one pruned result."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from rdflib import Graph

from cybernorms.errors import EngineError, InconsistencyError
from cybernorms.reasoning.clashes import Clash, find_clashes
from cybernorms.reasoning.datatypes import DATATYPES
from cybernorms.reasoning.engine import Closure
from cybernorms.reasoning.owlrl_engine import OwlrlClosure
from cybernorms.reasoning.pruning import is_worth_keeping, prune
from cybernorms.reasoning.sparq_engine import SparqClosure
from cybernorms.sources import silenced_literal_complaints

__all__ = ["DATATYPES", "ENGINES", "Clash", "close", "is_worth_keeping"]

ENGINES: Final[Mapping[str, Callable[[Graph], Closure]]] = MappingProxyType(
    {"owlrl": OwlrlClosure, "sparq": SparqClosure}
)


def close(asserted: Graph, engine: str) -> Graph:
    """Derive what follows from a graph under OWL 2 RL; only new triples that are worth keeping.

    The rules are those of OWL 2 Profiles 4.3; ``pruning`` tells what is left out. Both engines give
    the same graph. Raises InconsistencyError with a Clash for each contradiction, EngineError when
    the engine fails.
    """
    if not asserted:
        return Graph(bind_namespaces="none")
    try:
        with silenced_literal_complaints():
            closure = ENGINES[engine](asserted)
            clashes = find_clashes(closure, asserted)
            inferred = prune(closure.named(), asserted)
    except Exception as error:
        raise EngineError(f"the reasoner {engine} failed: {error}") from error
    if clashes:
        raise InconsistencyError(clashes, inferred)
    return inferred
