"""Filters that name the IRIs of a variable, told to the engine before it looks for triples."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from cybernorms.store.rewriting.outline import Group
from cybernorms.store.rewriting.scene import Edit, Scene
from cybernorms.tokens import Token

_IRIS: Final = frozenset({"iri", "name"})


def bind_constants(scene: Scene) -> list[Edit]:
    """Put VALUES before the triples of a variable that a FILTER compares with IRIs.

    The filter stays: VALUES only keeps what it would let pass anyway, since for an IRI = is
    sameTerm (SPARQL 1.1 Query 17.4.1.7) and the triples bind the variable in each solution.
    """
    if scene.outline.where is None:
        return []
    edits = []
    for group in _groups(scene.outline.where):
        for element in group.elements:
            if element.kind == "filter":
                for variable, iris in _comparisons(element.items[1:]):
                    place = _place(group, variable)
                    terms = scene.resolve(iris) if place is not None else []
                    if place is not None and all(isinstance(term, ox.NamedNode) for term in terms):
                        values = " ".join(dict.fromkeys(map(str, terms)))
                        edits.append(Edit(place, place, f"VALUES ?{variable} {{ {values} }} "))
    return edits


def _groups(group: Group) -> Iterator[Group]:
    """Give the groups whose filters see no variables from outside; in EXISTS they would."""
    yield group
    for element in group.elements:
        if element.kind != "exists":
            for inner in element.groups:
                yield from _groups(inner)


def _place(group: Group, variable: str) -> int | None:
    """Find the triples that bind the variable in each solution of the group."""
    for element in group.elements:
        if element.kind == "triples" and variable in element.variables:
            return element.start
        single = element.kind == "group" and len(element.groups) == 1
        if single or (element.kind == "graph" and variable not in element.variables):
            place = _place(element.groups[0], variable)
            if place is not None:
                return place
    return None


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
