"""EXISTS over several triples, looked up one after the other.

The engine chooses the order of the triples in EXISTS without regard to what the solution has
bound already, and so joins them whole for each solution. One triple it looks up at once.
"""

from collections.abc import Sequence
from typing import Final

from cybernorms.store.rewriting.outline import Element, Group, Triple
from cybernorms.store.rewriting.scene import Edit, Scene

_VARIABLE: Final = ("?", "$")
_RDF_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_TYPE: Final = frozenset({"a", "rdf:type", _RDF_TYPE})
_FEW: Final = 100
"""Triples that are few enough for the engine to begin with, whatever the solution has bound."""


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
                chain = _chain(scene, group, inner)
                if chain:
                    edits.append(Edit(inner.start, inner.end, _nested(scene, chain, inner)))
    # A chain inside another chain's group would overlap with it; it is left to the outer one.
    return [
        edit
        for edit in edits
        if not any(other.start < edit.start and edit.end < other.end for other in edits)
    ]


def _chain(scene: Scene, outside: Group, inner: Group) -> list[Triple]:
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
    if any(_is_rare(scene, triple, bound) for triple in triples):
        return []
    chain: list[Triple] = []
    while triples:
        connected = [triple for triple in triples if _open(triple) & bound]
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


def _open(triple: Triple) -> set[str]:
    terms = (triple.subject, triple.verb, triple.object)
    return {f"?{term[1:]}" for term in terms if term.startswith(_VARIABLE)}


def _known(triple: Triple, bound: set[str]) -> tuple[int, bool]:
    """Rate how much of a triple is known; what has a type is known last."""
    terms = (triple.subject, triple.verb, triple.object)
    missing = sum(term.startswith(_VARIABLE) and f"?{term[1:]}" not in bound for term in terms)
    return -missing, triple.verb not in _TYPE


def _is_rare(scene: Scene, triple: Triple, bound: set[str]) -> bool:
    """Tell whether a triple without a bound variable has few matches, so that it may go first."""
    terms = (triple.subject, triple.verb, triple.object)
    given = [term for term in terms if not term.startswith(_VARIABLE)]
    if len(given) < 2 or _open(triple) & bound:
        return False
    try:
        known = iter(scene.resolve([_RDF_TYPE if term == "a" else term for term in given]))
    except SyntaxError:
        return False  # a path
    subject, predicate, object_ = (next(known) if term in given else None for term in terms)
    count = scene.data.count(subject, predicate, object_, scene.data.default, _FEW)
    return count < _FEW


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
