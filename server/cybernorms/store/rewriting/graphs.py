"""GRAPH with a variable, written out for each graph where the engine mixes the graphs up."""

from typing import Final

from cybernorms.store.rewriting.outline import Element, Group
from cybernorms.store.rewriting.paths import is_empty_path
from cybernorms.store.rewriting.scene import Edit, Scene

_LONGEST: Final = 262_144
"""Characters that a text may grow to; beyond that the engine would take long to plan it."""


def name_graphs(scene: Scene) -> list[Edit]:
    """Write GRAPH ?g { P } as the union of GRAPH <g> { P } with ?g = <g> over the named graphs.

    That is its definition (SPARQL 1.1 Query 18.6, Evaluation of a Graph Pattern). The engine
    gives the graph's name to the triples of P instead, which is quicker and comes to the same but
    for what ``_differs`` finds.
    """
    if scene.outline.where is None:
        return []
    names = scene.data.named_graphs()
    edits = []
    for element in _outermost(scene.outline.where):
        if not names or not _differs(element):
            continue
        variable = element.items[1].text
        group = scene.text[element.groups[0].start : element.groups[0].end]
        branches = (
            f"{{ GRAPH <{name}> {group} VALUES {variable} {{ <{name}> }} }}" for name in names
        )
        edits.append(Edit(element.start, element.end, " UNION ".join(branches)))
    grown = sum(len(edit.text) for edit in edits)
    return edits if grown + len(scene.text) <= _LONGEST else []


def _outermost(group: Group) -> list[Element]:
    """Find the GRAPH clauses with a variable that are in no other such clause."""
    found = []
    for element in group.elements:
        if element.kind == "graph" and element.items[1].kind == "variable":
            found.append(element)
        else:
            for inner in element.groups:
                found += _outermost(inner)
    return found


def _differs(clause: Element) -> bool:
    """Tell whether the engine's way with a GRAPH clause can give another answer.

    It does for a subquery (which does not pass the name on), VALUES without triples beside it,
    MINUS without a variable that is bound on both sides in any case, a path without a step, and
    an OPTIONAL or MINUS that has ?g for something else.
    A pattern that asks for ?g inside is left alone: there it has no value, but users mean it to.
    """
    [name] = clause.variables
    [pattern] = clause.groups
    groups = list(pattern.walk())
    elements = [element for group in groups for element in group.elements]
    nested = [element for element in pattern.elements if element.kind in {"optional", "minus"}]
    if any(
        name in element.variables
        for element in elements
        if element.kind in {"filter", "bind", "select"}
    ):
        return False
    triples = [triple for element in elements for triple in element.triples or ()]
    beside = any(element.kind == "triples" for element in pattern.elements)
    return (
        any(element.kind == "select" for element in elements)
        or (any(element.kind == "values" for element in elements) and not beside)
        or any(map(is_empty_path, triples))
        or any(_splits(group) for group in groups)
        or any(name in element.mentioned() for element in nested)
    )


def _splits(group: Group) -> bool:
    """Tell whether a group has a MINUS that may share no bound variable with what is before it."""
    bound: frozenset[str] = frozenset()
    for element in group.elements:
        if element.kind == "minus" and not bound & element.groups[0].certain():
            return True
        bound |= element.certain()
    return False
