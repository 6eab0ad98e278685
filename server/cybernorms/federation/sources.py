"""What stands beside a SERVICE clause and tells which of its solutions are wanted.

A clause's solutions are joined, in its group, with those of its neighbours, and what comes of it
with the neighbours of the group, and so on. Whatever is joined so is a source. Beyond an OPTIONAL
or MINUS only its left side is: its absence would show (SPARQL 1.1 Query 18.5, LeftJoin, Minus).
A subquery that groups or counts off its rows is the end of the way.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from cybernorms.store.rewriting.outline import Element, Group
from cybernorms.tokens import Token

Path = tuple[tuple[Group, Element], ...]
"""The groups around a clause, the outermost first, each with its element that leads to it."""

_JOINED: Final = frozenset({"triples", "group", "graph", "service", "values", "select"})
_LEFT: Final = frozenset({"optional", "minus"})
_LAST: Final = _LEFT | {"exists"}
_VOLATILE: Final = frozenset({"RAND", "UUID", "STRUUID", "BNODE", "NOW", "EXISTS"})
"""Functions with another value at another time or in another place."""
_COUNTING: Final = frozenset({"LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES"})


@dataclass(frozen=True, slots=True)
class Sources:
    """Groups to be joined, as text, and the variables that they may bind."""

    text: str = ""
    names: frozenset[str] = frozenset()


def paths(group: Group) -> Iterator[Path]:
    """Find the SERVICE clauses that are in no other one, in the order of the text."""
    for element in group.elements:
        here = (group, element)
        if element.kind == "service":
            yield (here,)
        else:
            for inner in element.groups:
                yield from ((here, *path) for path in paths(inner))


def find_sources(path: Path, ready: Set[int], text_of: Callable[[Element], str]) -> Sources:
    """Collect the sources of the clause that a path leads to.

    Elements with clauses in them are some only if all of these are ``ready`` (their starts).
    """
    found, hidden = Sources(), frozenset[str]()
    for group, own in reversed(path):
        around = [
            element
            for element in group.elements
            if element is not own and (own.kind not in _LEFT or element.start < own.start)
        ]
        if own.kind == "graph" and found.text:
            inside = f"GRAPH {own.items[1].text} {{ {found.text} }}"
            found = Sources(inside, found.names | own.variables)
        if own.kind == "select":
            hidden |= own.mentioned() - projection(own)
        outside = frozenset().union(*(element.mentioned() for element in around))
        if (own.kind == "select" and _is_counted(own)) or (found.text and hidden & outside):
            break  # behind a subquery a name may stand for something else
        beside = _join(around, own.start, ready, text_of)
        texts = filter(None, (beside.text, found.text))
        found = Sources(" ".join(texts), beside.names - hidden | found.names)
        if own.kind in _LAST:
            break
    return found


def certain(group: Group) -> frozenset[str]:
    """Name variables that each solution of a group binds."""
    return frozenset().union(*map(_certain, group.elements))


def projection(select: Element) -> frozenset[str]:
    """Name the variables of its pattern that a subquery passes on as they are."""
    depth, names = 0, set()
    for item in select.items[1:]:
        if item.kind == "mark":
            depth += (item.text == "(") - (item.text == ")")
        if depth:
            continue
        if item.text == "*":
            return select.groups[0].certain() | select.mentioned()
        if item.kind == "variable":
            names.add(item.text[1:])
        elif item.keyword not in {"", "DISTINCT", "REDUCED"}:
            break
    return frozenset(names)


def _certain(element: Element) -> frozenset[str]:
    match element.kind:
        case "triples":
            return element.variables
        case "group" | "graph":
            return frozenset.intersection(*map(certain, element.groups))
        case "values" if not any(item.keyword == "UNDEF" for item in element.items):
            return element.variables
        case "select":
            return projection(element) & certain(element.groups[0])
        case "service" if element.items[1].keyword != "SILENT":
            return certain(element.groups[0])
    return frozenset()


def _join(
    elements: Sequence[Element], place: int, ready: Set[int], text_of: Callable[[Element], str]
) -> Sources:
    """Make a group of what is joined, of values worked out of that before a place, and of filters.

    The last two only if all that they read is bound by the rest.
    """
    taken: list[Element] = []
    names: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    for element in elements:
        if element.kind in _JOINED and _services(element) <= ready:
            taken.append(element)
            names |= element.mentioned()
            bound |= frozenset() if _services(element) else _certain(element)
        elif element.kind == "bind" and element.start < place and _is_steady(element.items):
            target = next(item.text[1:] for item in element.items[::-1] if item.kind == "variable")
            if element.variables - {target} <= bound:
                taken.append(element)
                names |= {target}
    if not taken:
        return Sources()
    taken += [
        element
        for element in elements
        if element.kind == "filter" and element.variables <= bound and _is_steady(element.items)
    ]
    pieces = (f"{text_of(element)} {_end(element)}" for element in taken)
    return Sources(f"{{ {''.join(pieces)} }}", names)


def _end(element: Element) -> str:
    """Give the dot that triples may lack before other triples."""
    return ". " if element.kind == "triples" and element.items[-1].text != "." else ""


def _services(element: Element) -> frozenset[int]:
    """Give the starts of the clauses in an element."""
    if element.kind == "service":
        return frozenset({element.start})
    inner = (path[-1][1].start for group in element.groups for path in paths(group))
    return frozenset(inner)


def _is_steady(items: Sequence[Token]) -> bool:
    return not any(item.keyword in _VOLATILE for item in items)


def _is_counted(select: Element) -> bool:
    """Tell whether a row of a subquery depends on other rows."""
    computed = any(item.text == "(" and item.kind == "mark" for item in select.items)
    return computed or any(item.keyword in _COUNTING for item in select.items)
