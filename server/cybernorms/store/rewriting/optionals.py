"""Triples that stand behind OPTIONAL, joined before it where that is the same."""

from collections.abc import Iterator

from cybernorms.store.rewriting.outline import Element, Group
from cybernorms.store.rewriting.scene import Edit, Scene


def join_first(scene: Scene) -> list[Edit]:
    """Move triples before the OPTIONAL clauses that precede them.

    The engine joins what stands behind an OPTIONAL as a pattern of its own, all labels with all
    others if it is about labels. LeftJoin(A, B, F) joined with T is LeftJoin(A joined with T, B,
    F) if A binds in each solution what T shares with B and F (SPARQL 1.1 Query 18.5).
    """
    if scene.outline.where is None:
        return []
    return [edit for group in scene.outline.where.walk() for edit in _moves(scene, group)]


def _moves(scene: Scene, group: Group) -> Iterator[Edit]:
    certain: frozenset[str] = frozenset()
    passed: list[Element] = []
    before: Element | None = None
    for element in group.elements:
        if element.kind == "optional":
            passed.append(element)
        elif element.kind in {"filter", "exists"}:
            continue  # it counts for the whole group, wherever it stands
        elif element.kind == "triples" and passed:
            shared = frozenset().union(*(optional.mentioned() for optional in passed))
            # A label of a blank node is an error in two patterns, and none in one.
            labelled = any(item.kind == "blank" for item in element.items)
            if labelled or not element.variables & shared <= certain:
                passed, before = [], element
                certain |= element.variables
                continue
            place = passed[0].start
            yield Edit(place, place, f"{_dot(scene, before)} {_closed(scene, element)} ")
            yield Edit(element.start, element.end, "")
            certain, before = certain | element.variables, None
        else:
            passed, before = [], element
            certain |= element.certain()


def _closed(scene: Scene, element: Element) -> str:
    text = scene.text[element.start : element.end]
    return text if text.endswith(".") else f"{text} ."


def _dot(scene: Scene, before: Element | None) -> str:
    """Give the dot that triples before the new place lack, if they are not closed yet."""
    is_open = before is not None and before.kind == "triples"
    return " ." if is_open and not scene.text[: before.end].endswith(".") else ""  # type: ignore[union-attr]
