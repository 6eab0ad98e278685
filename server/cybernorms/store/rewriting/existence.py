"""EXISTS over several triples, looked up one after the other.

The engine chooses the order of the triples in EXISTS without regard to what the solution has
bound already, and so joins them whole for each solution. One triple it looks up at once.
"""

from collections.abc import Sequence
from typing import Final

from cybernorms.store.rewriting.outline import Element, Group, Triple
from cybernorms.store.rewriting.scene import Edit, Scene, is_variable

_TYPE: Final = frozenset({"a", "rdf:type"})


def nest_existence(scene: Scene) -> list[Edit]:
    """Write EXISTS { t1 t2 FILTER f } as EXISTS { t1 FILTER EXISTS { t2 FILTER f } }.

    Both ask for one and the same extension of the solution: SPARQL 1.1 Query 18.6, where the
    values of a solution are substituted in the inner EXISTS too.
    """
    if scene.outline.where is None:
        return []
    edits = []
    for group in scene.outline.where.walk():
        for element in group.elements:
            if element.kind == "exists":
                [inner] = element.groups
                chain = _chain(group, inner)
                if chain:
                    edits.append(Edit(inner.start, inner.end, _nested(scene, chain, inner)))
    # A chain inside another chain's group would overlap with it; it is left to the outer one.
    return [
        edit
        for edit in edits
        if not any(other.start < edit.start and edit.end < other.end for other in edits)
    ]


def _chain(outside: Group, inner: Group) -> list[Triple]:
    """Order the triples so that each has a variable bound before it; empty if that cannot be."""
    triples: list[Triple] = []
    for element in inner.elements:
        if element.kind == "triples" and element.triples is not None:
            triples += element.triples
        elif element.kind not in {"filter", "exists"}:
            return []
    if len(triples) < 2 or any(triple.empty for triple in triples):
        return []
    bound = {
        f"?{name}"
        for element in outside.elements
        if element.kind not in {"filter", "exists", "minus"}
        for name in _bound(element)
    }
    chain: list[Triple] = []
    while triples:
        connected = [triple for triple in triples if _leads(triple, bound)]
        if not connected:
            return []
        chain.append(max(connected, key=lambda triple: _known(triple, bound)))
        triples.remove(chain[-1])
        bound |= _open(chain[-1])
    return chain


def _bound(element: Element) -> frozenset[str]:
    """Name the variables that an element and its groups may bind."""
    names = element.variables
    for group in element.groups:
        for inner in group.elements:
            if inner.kind not in {"filter", "exists", "minus"}:
                names |= _bound(inner)
    return names


def _terms(triple: Triple) -> tuple[str, str, str]:
    return triple.subject, triple.verb, triple.object


def _open(triple: Triple) -> set[str]:
    return {f"?{term[1:]}" for term in _terms(triple) if is_variable(term)}


def _leads(triple: Triple, bound: set[str]) -> bool:
    """Tell whether a triple has a bound variable, and not only as the class of something."""
    ends = {triple.subject} if triple.verb in _TYPE else set(_terms(triple))
    return any(is_variable(end) and f"?{end[1:]}" in bound for end in ends)


def _known(triple: Triple, bound: set[str]) -> tuple[int, bool]:
    """Rate how much of a triple is known; what has a type is known last."""
    missing = sum(is_variable(term) and f"?{term[1:]}" not in bound for term in _terms(triple))
    return -missing, triple.verb not in _TYPE


def _nested(scene: Scene, chain: Sequence[Triple], inner: Group) -> str:
    text = "".join(
        f" {scene.text[element.start : element.end]}"
        for element in inner.elements
        if element.kind != "triples"
    )
    for triple in reversed(chain):
        text = f"{{ {triple.text}{text} }}"
        if triple is not chain[0]:
            text = f" FILTER EXISTS {text}"
    return text
