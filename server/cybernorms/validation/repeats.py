"""One fault, one result: what follows from a fault that is told already is left out."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from rdflib import Literal, URIRef
from rdflib.paths import AlternativePath
from rdflib.term import Node

from cybernorms.namespaces import CNSH, RDF, SH
from cybernorms.validation.patch import Patch
from cybernorms.validation.paths import Step
from cybernorms.validation.report import Report, Result, make_report

# Constraints that ask what a value is.
_OF_THE_VALUE: Final = frozenset(
    SH[f"{name}ConstraintComponent"]
    for name in ("Class", "Node", "Or", "Xone", "In", "Datatype", "LanguageIn")
)
_UNTYPED: Final = CNSH["Description-type"]
# Constraints on a value by itself, and on how values go together.
_OF_ITSELF: Final = frozenset(
    SH[f"{name}ConstraintComponent"] for name in ("Datatype", "In", "NodeKind", "Or", "Xone")
)
_RELATING: Final = frozenset(
    SH[f"{name}ConstraintComponent"]
    for name in ("Disjoint", "Equals", "LessThan", "LessThanOrEquals", "SPARQL")
)


def without_repeats(shapes: Report, references: Report) -> Report:
    """Join both reports, but for results of shapes that another result already explains.

    These are: that a value is none of what was asked for, where the value does not exist, where
    its datatype does not, or where the value is told to have no class or one that does not exist;
    and that a property is missing, where it is there but misspelt.
    """
    dangling = {(result.focus_node, result.value) for result in references.results}
    misspelt = {
        (result.focus_node, triple[1])
        for result in references.results
        if result.patch
        for triple in result.patch.insert
    }
    unclear = {
        result.focus_node
        for result in (*shapes.results, *references.results)
        if result.source_shape == _UNTYPED or result.path == RDF.type
    }

    def explained(result: Result) -> bool:
        if result.component == SH.MinCountConstraintComponent:
            return any((result.focus_node, step) in misspelt for step in _steps(result.path))
        return result.component in _OF_THE_VALUE and (
            result.value in unclear or any((result.focus_node, v) in dangling for v in _of(result))
        )

    kept: list[Result] = []
    wanted: dict[Node | None, set[Patch | None]] = {}
    for result in shapes.results:
        if explained(result):
            wanted.setdefault(result.value, set()).add(result.patch)
        else:
            kept.append(result)
    return make_report(_with_class(r, wanted.get(r.focus_node, set())) for r in kept) + references


def without_echoes(report: Report) -> Report:
    """Leave out what another result about the same value already says.

    One fault can break several constraints of a shape that has one message for all of them, and a
    value that is wrong in itself can not keep to how values relate.
    """
    about = {_about(result) for result in report.results if result.component in _OF_ITSELF}
    kept: dict[object, Result] = {}
    for result in report.results:
        if result.component in _RELATING and _about(result) in about:
            continue
        key = (*_about(result), result.source_shape, result.message)
        if key not in kept or (result.patch and not kept[key].patch):
            kept[key] = result
    return replace(report, results=make_report(kept.values()).results)


def _about(result: Result) -> tuple[Node, str, Node | None]:
    return result.focus_node, str(result.path), result.value


def _with_class(result: Result, patches: Collection[Patch | None]) -> Result:
    """Name the class that a resource without class lacks, if all that refer to it want the same."""
    if result.source_shape != _UNTYPED or len(patches) != 1:
        return result
    (patch,) = patches
    return replace(result, patch=patch, remedy=patch.words()) if patch else result


def _of(result: Result) -> Iterator[Node | None]:
    yield result.value
    if isinstance(result.value, Literal):
        yield result.value.datatype


def _steps(path: Step | None) -> Iterator[Node]:
    """Give the properties of which a path takes one."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, AlternativePath):
        for step in path.args:
            yield from _steps(step)
