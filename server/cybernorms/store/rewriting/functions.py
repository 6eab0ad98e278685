"""GROUP_CONCAT gives a plain literal, and BNODE a node of each solution's own."""

from collections.abc import Iterator, Sequence
from typing import Final

from cybernorms import tokens
from cybernorms.store.rewriting.outline import Element, Group
from cybernorms.store.rewriting.scene import Edit, Scene
from cybernorms.tokens import Token

_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


def drop_languages(scene: Scene) -> list[Edit]:
    """Wrap GROUP_CONCAT in STR: SPARQL 1.1 Query 18.5.1.7 gives it a simple literal.

    The engine keeps a language tag that all the joined strings share.
    """
    edits = []
    for start, end in _calls(list(tokens.tokenize(scene.text)), "GROUP_CONCAT"):
        edits += [Edit(start.offset, start.offset, "STR("), Edit(end.end, end.end, ")")]
    return edits


def separate_nodes(scene: Scene) -> list[Edit]:
    """Let BNODE with a label give another node in each solution (SPARQL 1.1 Query 17.4.2.9).

    The engine makes the node out of the label alone, so it is the same in all solutions and even
    the data's own node of that name. A mark of the solution is put into the label.
    """
    outline = scene.outline
    starred = any(item.text == "*" for item in outline.head[:3])
    if outline.where is None or starred or _has_inner_star(outline.where):
        return []  # there the mark would be a column
    groups = [group for group in outline.where.walk() if any(map(_labels, _binds(group)))]
    in_head = outline.form == "SELECT" and list(_calls(outline.head, "BNODE"))
    if in_head:
        words = {item.keyword for item in (*outline.head, *outline.tail)}
        if words & (_AGGREGATES | {"GROUP"}) or groups not in ([], [outline.where]):
            return []
    if len(groups) > 1 or not (groups or in_head):
        return []
    row = scene.fresh("solution")
    place = outline.where.end - 1
    calls = list(in_head or ())
    for group in groups:
        marked = [bind for bind in _binds(group) if _labels(bind)]
        place = marked[0].start
        calls += [call for bind in marked for call in _labels(bind)]
    edits = [Edit(place, place, f" BIND(STRUUID() AS {row}) ")]
    for name, end in calls:
        label = scene.text[name.end : end.end]
        edits.append(Edit(name.end, end.end, f'(CONCAT("b", SHA1{label}, {row}))'))
    return edits


def _binds(group: Group) -> Iterator[Element]:
    return (element for element in group.elements if element.kind == "bind")


def _labels(element: Element) -> list[tuple[Token, Token]]:
    return list(_calls(element.items, "BNODE"))


def _has_inner_star(where: Group) -> bool:
    elements = (element for group in where.walk() for element in group.elements)
    return any(
        item.text == "*"
        for element in elements
        if element.kind == "select"
        for item in element.items[:3]
    )


def _calls(items: Sequence[Token], name: str) -> Iterator[tuple[Token, Token]]:
    """Give the name and the closing bracket of each call that has an argument, outermost only."""
    opened = 0
    call: Token | None = None
    for before, item, after in zip(items, items[1:], [*items[2:], None], strict=False):
        if call is None:
            if before.keyword == name and item.text == "(" and after and after.text != ")":
                call, opened = before, 1
            continue
        if item.kind == "mark":
            opened += (item.text == "(") - (item.text == ")")
            if opened == 0:
                yield call, item
                call = None
