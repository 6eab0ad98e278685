"""OWL 2 RL closure of the asserted graph: two engines, one pruned result."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

from rdflib import Graph

from cybernorms.errors import EngineError, InconsistencyError
from cybernorms.reasoning.clashes import Clash, find_clashes
from cybernorms.reasoning.datatypes import DATATYPES
from cybernorms.reasoning.engine import Closure
from cybernorms.reasoning.pruning import is_worth_keeping, prune
from cybernorms.sources import silenced_literal_complaints

__all__ = [
    "DATATYPES",
    "ENGINES",
    "Clash",
    "close",
    "find_clashes",
    "is_worth_keeping",
    "load_engine",
    "prune",
]

ENGINES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"owlrl": ("owlrl_engine", "OwlrlClosure"), "sparq": ("sparq_engine", "SparqClosure")}
)
"""The module and the class of each engine; what they import takes a while, and few need both."""


def load_engine(name: str) -> Callable[[Graph], Closure]:
    """Import an engine, which makes a closure of a graph. Raises KeyError for an unknown name."""
    module, class_ = ENGINES[name]
    engine: Callable[[Graph], Closure] = getattr(import_module(f"{__name__}.{module}"), class_)
    return engine


def close(asserted: Graph, engine: str) -> Graph:
    """Derive what follows from a graph under OWL 2 RL; only new triples that are worth keeping.

    The rules are those of OWL 2 Profiles 4.3; ``pruning`` tells what is left out. Both engines give
    the same graph. Raises InconsistencyError with a Clash for each contradiction, EngineError when
    the engine fails.
    """
    if next(iter(asserted), None) is None:  # its length would have all of it counted
        return Graph(bind_namespaces="none")
    try:
        with silenced_literal_complaints():
            closure = load_engine(engine)(asserted)
            clashes = find_clashes(closure, asserted)
            inferred = prune(closure.derived())
    except Exception as error:
        raise EngineError(f"the reasoner {engine} failed: {error}") from error
    if clashes:
        raise InconsistencyError(clashes, inferred)
    return inferred
