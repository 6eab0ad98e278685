"""Why a choice of shapes failed: each of them tried on its own.

SHACL 4.6 and 4.8 leave it open what a result of sh:or and its like tells of the shapes within. Here
the value is judged again by a shape that has sh:node with one of them; both engines then give the
results of that one as sh:detail.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from cybernorms.namespaces import RDF, SH
from cybernorms.validation.reading import read_result
from cybernorms.validation.report import Branch, Report, Result
from cybernorms.validation.wording import describe

# Judges a graph by shapes and gives the W3C's report.
Judge = Callable[[Graph, Graph], Graph]

MOST: Final = 200
"""How many values are tried again; who has more of these faults understands them by then."""

_LISTS: Final[Mapping[Node, URIRef]] = MappingProxyType(
    {
        SH.AndConstraintComponent: SH["and"],
        SH.OrConstraintComponent: SH["or"],
        SH.XoneConstraintComponent: SH.xone,
    }
)
_SINGLE: Final[Mapping[Node, URIRef]] = MappingProxyType(
    {SH.NodeConstraintComponent: SH.node, SH.NotConstraintComponent: SH["not"]}
)
_TARGETS: Final = (
    SH.targetClass,
    SH.targetNode,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.target,
)
_TRIAL: Final = "urn:cybernorms:trial:"


def explain(report: Report, data: Graph, shapes: Graph, judge: Judge) -> Report:
    """Add its branches to each result of sh:and, sh:node, sh:not, sh:or and sh:xone."""
    tried = [
        (result.value, branch)
        for result in report.results
        if result.value is not None
        for branch in _branches(result, shapes)
    ]
    if not tried:
        return report
    keys = list(dict.fromkeys(tried))[:MOST]
    trials = {key: URIRef(f"{_TRIAL}{number}") for number, key in enumerate(keys)}
    found = _try(trials, data, shapes, judge)
    return replace(
        report, results=tuple(_explained(result, shapes, found) for result in report.results)
    )


def _branches(result: Result, shapes: Graph) -> Iterable[Node]:
    if (single := _SINGLE.get(result.component)) is not None:
        return shapes.objects(result.source_shape, single)
    if (several := _LISTS.get(result.component)) is not None:
        heads = shapes.objects(result.source_shape, several)
        return [shape for head in heads for shape in shapes.items(head)]
    return ()


def _try(
    trials: Mapping[tuple[Node, Node], URIRef], data: Graph, shapes: Graph, judge: Judge
) -> Mapping[tuple[Node, Node], tuple[Result, ...]]:
    """Judge each value by each branch, all at once, and give what is wrong with it."""
    untargeted = Graph()
    for triple in shapes:
        if triple[1] not in _TARGETS:
            untargeted.add(triple)
    for (value, tried), trial in trials.items():
        branch = tried
        untargeted.add((trial, RDF.type, SH.NodeShape))
        untargeted.add((trial, SH.targetNode, value))
        if (branch, SH.path, None) in shapes:  # sh:node takes node shapes alone
            holder = URIRef(f"{trial}-property")
            untargeted.add((holder, RDF.type, SH.NodeShape))
            untargeted.add((holder, SH.property, branch))
            branch = holder
        untargeted.add((trial, SH.node, branch))
    graph = judge(data, untargeted)
    details: dict[Node, list[Result]] = {trial: [] for trial in trials.values()}
    for node in graph.objects(None, SH.result):
        if (shape := graph.value(node, SH.sourceShape)) in details:
            for detail in graph.objects(node, SH.detail):
                details[shape].append(read_result(detail, graph, data, shapes))
    return {key: tuple(sorted(details[trial], key=str)) for key, trial in trials.items()}


def _explained(
    result: Result, shapes: Graph, found: Mapping[tuple[Node, Node], tuple[Result, ...]]
) -> Result:
    branches = tuple(
        Branch(branch, describe(shapes, branch), found[result.value, branch])
        for branch in _branches(result, shapes)
        if result.value is not None and (result.value, branch) in found
    )
    return replace(result, branches=branches) if _explains(result, branches) else result


def _explains(result: Result, branches: Collection[Branch]) -> bool:
    """Tell whether the trial bears out the result; what engines see differently is left out."""
    fitting = sum(not branch.results for branch in branches)
    match result.component:
        case SH.OrConstraintComponent:
            return bool(branches) and not fitting
        case SH.XoneConstraintComponent:
            return bool(branches) and fitting != 1
        case SH.NotConstraintComponent:
            return fitting > 0
    return fitting < len(branches)
