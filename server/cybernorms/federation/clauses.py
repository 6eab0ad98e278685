"""The clauses that are written for patterns: one for each member that can match them."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final

from cybernorms.engine import Source
from cybernorms.federation.steps import Names, Pattern
from cybernorms.store.rewriting.outline import Element, Group

_LOCAL: Final = frozenset({"RAND", "UUID", "STRUUID", "BNODE", "NOW", "EXISTS"})
"""Functions with another value at another time or in another place."""


class Clauses:
    """Writes clauses for the triples of one group."""

    def __init__(self, text: str, group: Group, names: Names, *, aligned: bool) -> None:
        """Send the group's filters along that others evaluate as we do.

        If things are ``aligned``, having other names elsewhere, these are fewer.
        """
        self._names = names
        self._filters = [
            (each.variables, text[each.start : each.end])
            for each in group.elements
            if _goes_along(each) and not (aligned and _tells_names(each))
        ]

    def join(self, pattern: Pattern, members: Sequence[Source], *, ours: bool) -> str:
        """Write a pattern that several sources can match, each of its matches once."""
        asked = " UNION ".join(f"{{ {self.write(member, [pattern])} }}" for member in members)
        names = " ".join(f"?{name}" for name in pattern.variables)
        if not names:
            both = f"{{ {pattern.text} }} UNION {asked}" if ours else asked
            return f"{{ SELECT (1 AS {self._names.fresh()}) {{ {both} }} LIMIT 1 }}"
        if len(members) > 1:
            asked = f"{{ SELECT DISTINCT {names} {{ {asked} }} }}"
        if not ours:
            return asked
        return f"{{ {pattern.text} }} UNION {{ {asked} FILTER NOT EXISTS {{ {pattern.text} }} }}"

    def write(self, source: Source, patterns: Sequence[Pattern]) -> str:
        """Write a clause, with the filters that are about nothing but what it matches."""
        known = {name for pattern in patterns for name in pattern.variables}
        along = [text for names, text in self._filters if names <= known]
        body = " ".join([*(pattern.text for pattern in patterns), *along])
        return f"SERVICE <{source.endpoint}> {{ {body} }}"


def connected(patterns: Sequence[Pattern]) -> Iterator[list[Pattern]]:
    """Part patterns into those that share variables, one way or another."""
    number = {place: place for place in range(len(patterns))}
    for place, pattern in enumerate(patterns):
        for other in range(place):
            if {*pattern.variables} & {*patterns[other].variables}:
                old, new = number[place], number[other]
                number = {key: new if value == old else value for key, value in number.items()}
    ordered = sorted(number.items(), key=itemgetter(1, 0))
    for _, part in groupby(ordered, key=itemgetter(1)):
        yield [patterns[place] for place, _ in part]


def _goes_along(element: Element) -> bool:
    """Tell whether others evaluate a filter as we do: it calls built-in functions only."""
    if element.kind != "filter":
        return False
    items = element.items
    calls = any(
        item.kind in {"iri", "name"} and following.text == "("
        for item, following in pairwise(items)
    )
    return not calls and not any(item.keyword in _LOCAL for item in items)


def _tells_names(element: Element) -> bool:
    """Tell whether a filter may see by what name a thing goes."""
    return any(item.kind in {"iri", "name"} or item.keyword == "STR" for item in element.items)
