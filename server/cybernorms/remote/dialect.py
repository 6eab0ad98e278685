"""What engines take otherwise than SPARQL 1.1 says, written so that all take it alike."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from cybernorms.remote.editing import Editing
from cybernorms.remote.naming import NODE

_UNBOUND: Final = "UNDEF"
_SORTED: Final = 10_000
"""Rows that Virtuoso sorts at most for ORDER BY with LIMIT and OFFSET (SR353)."""
_FILTERING: Final = frozenset({"FILTER", "NOT", "EXISTS"})
_IS_NODE: Final = {
    "ISBLANK": " || (isIRI({argument}) && {begins}))",
    "ISIRI": " && !{begins})",
    "ISURI": " && !{begins})",
}


def tell_nodes(text: Editing) -> None:
    """Tell the IRIs of blank nodes from others where a query asks for the kind of a term."""
    for place, item in enumerate(text.items):
        if item.keyword not in _IS_NODE or text.items[place + 1].text != "(":
            continue
        first, last = place + 1, text.partner[place + 1]
        if any(other.keyword == "EXISTS" for other in text.items[first:last]):
            continue
        argument = text.text[text.items[first].end : text.items[last].offset]
        begins = f'STRSTARTS(STR({argument}), "{NODE}")'
        told = _IS_NODE[item.keyword].format(argument=argument, begins=begins)
        text.insert(item.offset, "(")
        text.insert(text.items[last].end, told)


def write_separators(text: Editing) -> None:
    """Write out what GROUP_CONCAT puts between strings; some engines know no default for it."""
    for place, item in enumerate(text.items):
        if item.keyword == "GROUP_CONCAT" and text.items[place + 1].text == "(":
            last = text.partner[place + 1]
            if all(other.keyword != "SEPARATOR" for other in text.items[place:last]):
                text.insert(text.items[last].offset, ' ; SEPARATOR=" "')


def join_lone_values(text: Editing) -> None:
    """Put something beside VALUES alone in a group; Virtuoso loses such a branch of UNION."""
    for place, item in enumerate(text.items):
        if item.keyword != "VALUES" or text.items[place - 1].text != "{":
            continue
        end = text.partner[text.brace(place)]
        if text.items[end + 1].text == "}":
            text.insert(text.items[end].end, " FILTER(true)")


def join_lone_filters(text: Editing) -> None:
    """Put something beside filters alone in a group; Virtuoso passes over NOT EXISTS there."""
    for place, item in enumerate(text.items):
        if item.keyword != "FILTER" or text.items[place - 1].text != "{":
            continue
        end = text.partner[place - 1]
        own = [text.items[other] for other in text.level(place) if other < end]
        if all(
            one.keyword in _FILTERING or one.text in {"(", "."} or before.keyword in _FILTERING
            for before, one in pairwise(own)
        ):
            text.insert(item.offset, f"VALUES {text.variable()} {{ 1 }} ")


def widen_values(text: Editing) -> None:
    """Give VALUES without columns one that binds nothing; Virtuoso has no table without any."""
    for place, item in enumerate(text.items):
        if item.keyword != "VALUES" or text.partner.get(place + 1) != place + 2:
            continue
        text.insert(text.items[place + 1].end, text.variable())
        for row in range(place + 4, text.partner[place + 3], 2):
            text.insert(text.items[row].end, _UNBOUND)


def hides_an_end(text: Editing, where: int, end: int, columns: Sequence[str]) -> bool:
    """Tell whether a path that repeats may end at a variable that is no column.

    Virtuoso finds such a path only in a subquery that gives the variable.
    """
    inside = text.items[where:end]
    repeats = any(
        item.text in {"*", "+", "?"} and (before.kind in {"iri", "name"} or before.text == ")")
        for before, item in pairwise(inside)
    )
    names = {item.text[1:] for item in inside if item.kind == "variable"}
    return repeats and not names <= set(columns)


def sorts_many(text: Editing, end: int) -> bool:
    """Tell whether a table is cut behind more sorted rows than Virtuoso sorts to cut them."""
    own = [text.items[place] for place in text.level(end + 1)]
    words = {item.keyword for item in own}
    if "VALUES" in words or not words >= {"ORDER", "LIMIT"}:
        return False  # VALUES belongs to the pattern, and would come behind the limit
    numbers = (b for a, b in pairwise(own) if a.keyword in {"LIMIT", "OFFSET"})
    return sum(int(number.text) for number in numbers) > _SORTED


def widen_rows(rows: str) -> str:
    """Give rows for VALUES without columns the one that it gets in the text."""
    return rows if rows.strip("()\n") else rows.replace("()", f"({_UNBOUND})")


ALWAYS: Final[tuple[Callable[[Editing], None], ...]] = (
    tell_nodes,
    write_separators,
    join_lone_values,
    join_lone_filters,
    widen_values,
)
"""The edits that every text gets, where it has what they are for."""
