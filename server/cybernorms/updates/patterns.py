"""What an update's patterns find, and what its templates make of that (Update 3.1.3)."""

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rdflib import BNode, Dataset, Graph, URIRef, Variable
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import QueryContext
from rdflib.term import Node

from cybernorms.updates.scratch import Scratch, Triple

Solution = Mapping[Node, Node]
Quads = Mapping[Any, list[Triple]]
"""The triples of templates by the graph that they go to, an IRI or a variable."""


def restrict(scratch: Scratch, default: Iterable[str], named: Iterable[str]) -> Dataset:
    """Make the dataset of USING: the merge of some graphs, and some named ones (Update 3.1.3.1)."""
    dataset = Dataset()
    for name in default:
        for triple in scratch.graph(URIRef(name)):
            dataset.default_graph.add(triple)
    for name in named:
        graph = dataset.graph(URIRef(name))
        for triple in scratch.graph(URIRef(name)):
            graph.add(triple)
    return dataset


def solve(
    dataset: Dataset, default: Graph, operation: CompValue, where: CompValue
) -> list[Solution]:
    """Give all solutions of a pattern over a dataset and its default graph."""
    context = QueryContext(dataset, initBindings={})
    context.prologue = operation.prologue
    context.graph = default
    with warnings.catch_warnings():  # rdflib deprecates what its own evaluator calls
        warnings.filterwarnings("ignore", "Dataset.* is deprecated", DeprecationWarning)
        return list(evalPart(context, where))


def write(
    put: Callable[[URIRef | None, list[Triple]], None],
    target: URIRef | None,
    solutions: Iterable[Solution],
    triples: Iterable[Triple],
    quads: Quads,
) -> None:
    """Fill a template for each solution, with blank nodes of its own, and write what comes out."""
    written: dict[URIRef | None, list[Triple]] = defaultdict(list)
    for solution in solutions:
        fresh: dict[Node, BNode] = defaultdict(BNode)
        written[target] += _fill(triples, solution, fresh)
        for name, templates in quads.items():
            graph = _term(name, solution, fresh)
            if isinstance(graph, URIRef):
                written[graph] += _fill(templates, solution, fresh)
    for graph, filled in written.items():
        if filled:
            put(graph, filled)


def _fill(
    templates: Iterable[Triple], solution: Solution, fresh: dict[Node, BNode]
) -> Iterator[Triple]:
    for subject, predicate, object_ in templates:
        s, p, o = (_term(term, solution, fresh) for term in (subject, predicate, object_))
        if s is not None and p is not None and o is not None:
            yield s, p, o


def _term(term: Node, solution: Solution, fresh: dict[Node, BNode]) -> Node | None:
    if isinstance(term, Variable):
        return solution.get(term)
    return fresh[term] if isinstance(term, BNode) else term
