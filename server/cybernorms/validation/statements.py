"""Which statements a validation result is about, so that its place can be told."""

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import Graph, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.term import Node

from cybernorms.namespaces import SH
from cybernorms.sources import Triple
from cybernorms.validation.paths import Step

# Constraints that name no value because several together are at fault.
_OF_ALL_VALUES: Final = frozenset(
    {
        SH.MaxCountConstraintComponent,
        SH.QualifiedMaxCountConstraintComponent,
        SH.UniqueLangConstraintComponent,
    }
)


def offending_statements(
    data: Graph, focus: Node, path: Step | None, value: Node | None, component: Node
) -> set[Triple]:
    """Find the statements that bring the offending value to the focus node, or all its values.

    Empty when something is missing, or when the focus node itself is at fault.
    """
    if path is None:
        if value is None or value == focus:
            return set()
        return {(focus, property_, value) for property_ in data.predicates(focus, value)}
    values: Iterable[Node] = () if value is None else (value,)
    if value is None and component in _OF_ALL_VALUES:
        values = data.objects(focus, path)
    return {step for end in values for step in _last_steps(data, focus, path, end)}


def _last_steps(data: Graph, start: Node, path: Step, end: Node) -> Iterator[Triple]:
    """Give the statements that are the last step of a path from one node to another."""
    match path:
        case InvPath():
            yield from _last_steps(data, end, path.arg, start)
        case SequencePath():
            first, *rest = path.args
            if not rest:
                yield from _last_steps(data, start, first, end)
                return
            for middle in set(data.objects(start, first)):
                yield from _last_steps(data, middle, SequencePath(*rest), end)
        case AlternativePath():
            for step in path.args:
                yield from _last_steps(data, start, step, end)
        case MulPath():
            for middle in {start, *data.objects(start, path)}:
                yield from _last_steps(data, middle, path.path, end)
        case URIRef():
            if (start, path, end) in data:
                yield start, path, end
