"""Paths without a step from or to a term that the data does not have."""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from cybernorms.store.rewriting.outline import Element, Group, Triple
from cybernorms.store.rewriting.scene import Edit, Node, Scene, is_variable


def add_empty_paths(scene: Scene) -> list[Edit]:
    """Match ``<a> <p>* ?x`` with ?x = <a> where <a> is no node of the graph.

    SPARQL 1.1 Query 18.4 (ZeroLengthPath, ALP) has the given term itself as an answer always; the
    engine only if the term is in the graph. If it is not, there is no other answer.
    """
    where = scene.outline.where
    if where is None:
        return []
    edits = list(_edits(scene, where, tuple(scene.data.default)))
    if edits:
        scene.require_query()  # for the paths that go may hold a mistake
    return edits


def is_empty_path(triple: Triple) -> bool:
    """Tell whether a triple has a path from or to a given term that may match without a step."""
    return triple.empty == 1 and not (is_variable(triple.subject) and is_variable(triple.object))


def _edits(scene: Scene, group: Group, graphs: Sequence[Node]) -> Iterator[Edit]:
    for element in group.elements:
        if element.kind == "triples" and element.triples is not None:
            statements = [_statement(scene, triple, graphs) for triple in element.triples]
            if statements != [triple.text for triple in element.triples]:
                yield Edit(element.start, element.end, " ".join(statements))
        inside = _graphs(scene, element) if element.kind == "graph" else graphs
        for inner in element.groups:
            yield from _edits(scene, inner, inside)


def _graphs(scene: Scene, element: Element) -> Sequence[Node]:
    """Give the graph of a GRAPH clause; none where it is a variable."""
    name = element.items[1]
    if name.kind == "variable":
        return ()
    [graph] = scene.resolve([name.text])
    held = isinstance(graph, ox.NamedNode) and graph.value in scene.data.named_graphs()
    return (graph,) if held else ()  # type: ignore[return-value]


def _statement(scene: Scene, triple: Triple, graphs: Sequence[Node]) -> str:
    if not graphs or not is_empty_path(triple):
        return triple.text
    ends = (triple.subject, triple.object)
    given = [end for end in ends if not is_variable(end)]
    nodes = scene.resolve(given)
    if nodes[0] != nodes[-1] or scene.data.holds(nodes[0], graphs):
        return triple.text
    values = next((f"{end} {{ {given[0]} }}" for end in ends if is_variable(end)), "() { () }")
    return f"VALUES {values}"
