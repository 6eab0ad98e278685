"""Filters that name the IRIs of a variable, told to the engine before it looks for triples."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from cybernorms.store.rewriting.outline import Element, Group, Triple
from cybernorms.store.rewriting.scene import Edit, Scene
from cybernorms.tokens import Token

_IRIS: Final = frozenset({"iri", "name"})


def bind_constants(scene: Scene) -> list[Edit]:
    """Put the IRI of a variable that a FILTER compares with it into the variable's triples.

    Several IRIs become VALUES before the triples, if few triples have them: the engine begins
    with VALUES. The filter stays; what it would let pass is all that is kept, since for an IRI =
    is sameTerm (SPARQL 1.1 Query 17.4.1.7) and the triples bind the variable in each solution.
    """
    if scene.outline.where is None:
        return []
    found: dict[tuple[int, str], list[Edit]] = {}
    listed: set[int] = set()
    for group in _groups(scene.outline.where):
        for variable, iris in _compared(group):
            blocks = _blocks(group, variable)
            start = blocks[0].start if blocks else -1
            if not blocks or (start, variable) in found:
                continue
            terms = scene.resolve(iris)
            if not all(isinstance(term, ox.NamedNode) for term in terms):
                continue
            values = list(dict.fromkeys(map(str, terms)))
            if len(values) > 1:
                if start in listed or not _are_rare(scene, blocks[0], variable, values):
                    continue
                listed.add(start)
                blocks = []
            table = f"VALUES ?{variable} {{ {' '.join(values)} }} "
            edits = [edit for block in blocks for edit in _replaced(block, variable, values[0])]
            found[start, variable] = [Edit(start, start, table), *edits]
    return [edit for edits in found.values() for edit in edits]


def _replaced(block: Element, variable: str, iri: str) -> Iterator[Edit]:
    return (
        Edit(item.offset, item.end, iri)
        for item in block.items
        if item.kind == "variable" and item.text[1:] == variable
    )


def _are_rare(scene: Scene, block: Element, variable: str, iris: Sequence[str]) -> bool:
    """Tell whether some triple of a block has few matches with each of the IRIs."""
    names = (f"?{variable}", f"${variable}")

    def with_iri(triple: Triple, iri: str) -> Triple:
        subject, verb, object_ = (
            iri if term in names else term for term in (triple.subject, triple.verb, triple.object)
        )
        return Triple(subject, verb, object_, triple.empty)

    found = (
        triple
        for triple in block.triples or ()
        if {triple.subject, triple.verb, triple.object}.intersection(names)
    )
    return any(all(scene.is_rare(with_iri(triple, iri)) for iri in iris) for triple in found)


def _groups(group: Group) -> Iterator[Group]:
    """Give the groups that are no part of an OPTIONAL, MINUS or EXISTS: those are planned apart."""
    yield group
    for element in group.elements:
        if element.kind not in {"exists", "optional", "minus"}:
            for inner in element.groups:
                yield from _groups(inner)


def _blocks(group: Group, variable: str) -> list[Element]:
    """Find the triples that bind the variable in each solution of the group.

    A path without a step is none of them: the variable is only the nodes of the graph to it.
    """
    found = []
    for element in group.elements:
        if element.kind == "triples" and variable in element.variables:
            if element.triples is None or any(triple.empty for triple in element.triples):
                break
            found.append(element)
        single = element.kind == "group" and len(element.groups) == 1
        if not found and (single or element.kind == "graph"):
            inner = _blocks(element.groups[0], variable)
            if inner and variable not in element.variables:
                return inner
    return found


def _compared(group: Group) -> Iterator[tuple[str, list[str]]]:
    for element in group.elements:
        if element.kind == "filter":
            yield from _comparisons(element.items[1:])


def _comparisons(items: Sequence[Token]) -> Iterator[tuple[str, list[str]]]:
    """Give the variables that must be one of a few IRIs for the expression to hold."""
    if items[0].keyword == "SAMETERM":
        yield from _comparison(items)
        return
    if items[0].text != "(":
        return
    start, depth = 1, 0
    found = []
    for place, item in enumerate(items[1:], 1):
        if item.kind != "mark":
            continue
        if depth == 0 and item.text == "||":
            return
        if depth == 0 and (item.text == "&&" or place == len(items) - 1):
            found.append(items[start:place])
            start = place + 1
        depth += (item.text == "(") - (item.text == ")")
    for conjunct in found:
        yield from _comparison(conjunct)


def _comparison(items: Sequence[Token]) -> Iterator[tuple[str, list[str]]]:
    """Read ?v = iri, iri = ?v, sameTerm(?v, iri) or ?v IN (iri, …)."""
    if len(items) == 3 and items[1].text == "=":
        pair = [items[0], items[2]]
    elif len(items) == 6 and items[0].keyword == "SAMETERM":
        pair = [items[2], items[4]]
    elif len(items) > 4 and items[1].keyword == "IN" and items[0].kind == "variable":
        if all(item.kind in _IRIS for item in items[3:-1:2]) and len(items) % 2:
            yield items[0].text[1:], [item.text for item in items[3:-1:2]]
        return
    else:
        return
    pair.sort(key=lambda item: item.kind != "variable")
    if pair[0].kind == "variable" and pair[1].kind in _IRIS:
        yield pair[0].text[1:], [pair[1].text]
