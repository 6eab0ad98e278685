"""The SHACL engines behind one call."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from rdflib import Graph, Literal, URIRef

from cybernorms.errors import EngineError
from cybernorms.namespaces import SH
from cybernorms.sources import Places, merge, read_rdf, silenced_literal_complaints
from cybernorms.validation.branches import explain
from cybernorms.validation.reading import read_report
from cybernorms.validation.report import Report

Engine = Callable[[Graph, Graph], tuple[bool, Any, str]]
"""Judges data by shapes; gives the verdict, the W3C's report as a graph, and a text."""

ENGINES: Final[Mapping[str, str]] = MappingProxyType(
    {"pyshacl": "pyshacl", "turbo": "pyshacl_turbo"}
)
"""The module of each engine; what they import takes a while, and most processes judge nothing.

pyshacl is the reference; turbo answers the same calls, natively.
"""


def load_engine(name: str) -> Engine:
    """Import an engine. Raises KeyError for an unknown name."""
    call = import_module(ENGINES[name]).validate
    if name == "pyshacl":  # it wants rdflib's usual store, and adds to the shapes
        return lambda data, shapes: call(Graph() + data, shacl_graph=Graph() + shapes)
    return lambda data, shapes: call(data, shacl_graph=shapes)


_NO_PLACES: Final = Places()


def validate(data: Graph, shapes: Graph, engine: str, places: Places = _NO_PLACES) -> Report:
    """Apply shapes to a graph (SHACL Core and SHACL-SPARQL), without any inference.

    Raises EngineError when the engine gives no verdict: a failure is never "conforms".
    """
    shapes = _strict(shapes)
    try:
        with silenced_literal_complaints():
            conforms, graph, text = load_engine(engine)(data, shapes)
            if not isinstance(graph, Graph):
                raise EngineError(f"could not judge, {engine} failed: {graph or text}")
            report = read_report(graph, data, shapes, places)
            # The verdict stands, whatever an engine makes of the trial that explains it.
            with suppress(Exception):
                report = explain(report, data, shapes, lambda *graphs: _judge(engine, *graphs))
    except EngineError:
        raise
    except Exception as error:
        raise EngineError(f"could not judge, {engine} failed: {error}") from error
    if conforms and report.results:
        raise EngineError(
            f"could not judge, {engine} says that {len(report.results)} faults conform"
        )
    if not conforms and not report.results:
        raise EngineError(f"could not judge, {engine} finds a fault and does not say which: {text}")
    return report


# Parameters that only the term true turns on (SHACL 4.4.4, 4.7.3, 4.8.1, 2.1.3.5).
_FLAGS: Final = (SH.uniqueLang, SH.qualifiedValueShapesDisjoint, SH.closed, SH.deactivated)
_TRUE: Final = Literal(True)


def _strict(shapes: Graph) -> Graph:
    """Leave out flags that are not the term true: the engines take "1"^^xsd:boolean for it."""
    idle = {(s, flag, o) for flag in _FLAGS for s, o in shapes.subject_objects(flag) if o != _TRUE}
    return merge([(triple for triple in shapes if triple not in idle)]) if idle else shapes


def _judge(engine: str, data: Graph, shapes: Graph) -> Graph:
    _, graph, text = load_engine(engine)(data, shapes)
    if not isinstance(graph, Graph):
        raise EngineError(f"could not judge, {engine} failed: {graph or text}")
    return graph


def validate_shapes(shapes: Graph, engine: str, places: Places = _NO_PLACES) -> Report:
    """Check that shapes are well-formed by the SHACL shapes for SHACL (SHACL appendix C).

    Raises EngineError as ``validate`` does.
    """
    return validate(shapes, _shacl_shacl(), engine, places)


def _shacl_shacl() -> Graph:
    """Read the W3C's shapes for shapes, which pyshacl carries."""
    file = distribution("pyshacl").locate_file("pyshacl/assets/shacl-shacl.ttl")
    return read_rdf(
        Path(str(file)).read_bytes(), "shacl-shacl.ttl", URIRef("http://www.w3.org/ns/shacl-shacl#")
    ).graph
