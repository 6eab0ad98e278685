"""The groups of a query and what stands in them: enough of a syntax tree to edit its text.

Follows GroupGraphPattern and TriplesBlock of SPARQL 1.1 Query 19.8 over the tokens of a text that
the engine accepts. What it does not know for certain (annotations, a keyword glued to a name)
raises ``Unclear``, and such a query is better left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from cybernorms import tokens
from cybernorms.tokens import Token

ElementKind = Literal[
    "triples",
    "group",
    "optional",
    "minus",
    "graph",
    "service",
    "exists",
    "filter",
    "bind",
    "values",
    "select",
]

_BRACKETS: Final = {"(": ")", "{": "}", "[": "]"}
_CLAUSES: Final[dict[str, ElementKind]] = {
    "OPTIONAL": "optional",
    "MINUS": "minus",
    "GRAPH": "graph",
    "SERVICE": "service",
}
_GROUP_WORDS: Final = frozenset({*_CLAUSES, "FILTER", "BIND", "VALUES"})
_UNKNOWN_MARKS: Final = frozenset({"<<", "<<(", "{|", "~"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


class Unclear(Exception):  # noqa: N818  # no fault of anybody
    """The text has something whose structure is not known here for certain."""


@dataclass(frozen=True, slots=True)
class Triple:
    """Subject, predicate or path, and object as written.

    ``empty`` counts the ways in which the path matches without a step: 0 if it needs one.
    """

    subject: str
    verb: str
    object: str
    empty: int

    @property
    def text(self) -> str:
        """The triple as a statement of its own."""
        return f"{self.subject} {self.verb} {self.object} ."


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a group, from ``start`` to ``end`` in the text.

    ``groups`` are its own groups: two or more for a UNION, the WHERE of a "select". ``triples``
    is None where a blank node or a list makes them more than subject, predicate and object.
    ``variables`` are those that occur outside of its groups, without their mark.
    """

    kind: ElementKind
    start: int
    end: int
    items: tuple[Token, ...]
    variables: frozenset[str]
    groups: tuple["Group", ...] = ()
    triples: tuple[Triple, ...] | None = None

    def certain(self) -> frozenset[str]:
        """Name variables that each solution of the element binds."""
        if self.kind == "triples":
            return self.variables
        if self.kind in {"group", "graph"}:
            return frozenset.intersection(*(group.certain() for group in self.groups))
        return frozenset()

    def mentioned(self) -> frozenset[str]:
        """Name all variables that occur in the element."""
        return self.variables.union(
            *(element.mentioned() for group in self.groups for element in group.elements)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The elements between two braces; ``start`` is before the first, ``end`` behind the other."""

    start: int
    end: int
    elements: tuple[Element, ...]

    def certain(self) -> frozenset[str]:
        """Name variables that each solution of the group binds."""
        return frozenset().union(*(element.certain() for element in self.elements))

    def walk(self) -> Iterator["Group"]:
        """Give this group and all that are nested in it."""
        yield self
        for element in self.elements:
            for group in element.groups:
                yield from group.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """A query: ``head`` up to its WHERE group (None if it has none), and ``tail`` behind it."""

    form: str
    prologue: str
    head: tuple[Token, ...]
    where: Group | None
    tail: tuple[Token, ...]


@lru_cache(maxsize=8)  # for columns and rules look at one text after the other
def read_outline(text: str) -> Outline:
    """Outline a query that the engine accepts. Raises Unclear."""
    return _Reader(text).outline()


def variables(items: tuple[Token, ...]) -> frozenset[str]:
    """Name the variables among tokens, without their mark."""
    return frozenset(item.text[1:] for item in items if item.kind == "variable")


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        items = tokens.tokenize(text, tokens.pass_prologue(text))
        self._items = [*items, Token("mark", "", len(text))]
        self._partner = self._match()

    def _match(self) -> dict[int, int]:
        opened: list[int] = []
        partner: dict[int, int] = {}
        for place, item in enumerate(self._items):
            if item.kind != "mark":
                continue
            if item.text in _UNKNOWN_MARKS:
                raise Unclear
            if item.text in _BRACKETS:
                opened.append(place)
            elif item.text in {")", "}", "]"}:
                if not opened or _BRACKETS[self._items[opened[-1]].text] != item.text:
                    raise Unclear
                partner[opened.pop()] = place
        if opened:
            raise Unclear
        return partner

    def outline(self) -> Outline:
        items = self._items
        first = next((n for n, item in enumerate(items) if item.keyword in _FORMS), None)
        if first is None:
            raise Unclear
        form = items[first].keyword
        prologue = self._text[: items[first].offset]
        brace = self._brace(first)
        if form == "CONSTRUCT":
            if brace is None or items[first + 1].text != "{":
                raise Unclear  # CONSTRUCT WHERE takes nothing but triples
            brace = self._brace(self._partner[brace])
        if brace is None:
            return Outline(form, prologue, tuple(items[first:-1]), None, ())
        end = self._partner[brace]
        where = self._group(brace)
        head, tail = tuple(items[first:brace]), tuple(items[end + 1 : -1])
        return Outline(form, prologue, head, where, tail)

    def _brace(self, place: int) -> int | None:
        """Find the next opening brace that is in no other bracket."""
        while place < len(self._items):
            if self._items[place].text == "{" and self._items[place].kind == "mark":
                return place
            place = self._partner.get(place, place) + 1
        return None

    def _group(self, brace: int) -> Group:
        start, end = self._items[brace].offset, self._partner[brace]
        place = brace + 1
        elements: list[Element] = []
        while place < end:
            if self._items[place].keyword == "SELECT":
                element, place = self._select(place, end)
            else:
                element, place = self._element(place)
                if element.kind != "triples" and self._is(place, "."):
                    place += 1
            elements.append(element)
        if place != end:
            raise Unclear
        return Group(start, self._items[end].end, tuple(elements))

    def _make(
        self,
        kind: ElementKind,
        first: int,
        behind: int,
        *braces: int,
        triples: tuple[Triple, ...] | None = None,
    ) -> tuple[Element, int]:
        items = self._items[first : braces[0] if braces else behind]
        last = self._partner[braces[-1]] if braces else behind - 1
        for left, right in pairwise(braces):
            items += self._items[self._partner[left] + 1 : right]
        if kind == "select":
            items += self._items[last + 1 : behind]
        own = tuple(items)
        element = Element(
            kind,
            self._items[first].offset,
            self._items[behind - 1].end,
            own,
            variables(own),
            tuple(self._group(brace) for brace in braces),
            triples,
        )
        return element, behind

    def _select(self, place: int, end: int) -> tuple[Element, int]:
        brace = self._brace(place)
        if brace is None or brace > end:
            raise Unclear
        return self._make("select", place, end, brace)

    def _element(self, place: int) -> tuple[Element, int]:
        match self._items[place].keyword:
            case "OPTIONAL" | "MINUS" | "GRAPH" | "SERVICE":
                return self._clause(place)
            case "BIND":
                return self._make("bind", place, self._behind(place + 1, "("))
            case "VALUES":
                listed = place + 1
                if self._is(listed, "("):
                    listed = self._partner[listed]
                return self._make("values", place, self._behind(listed + 1, "{"))
            case "FILTER":
                return self._filter(place)
        return self._union(place) if self._is(place, "{") else self._triples(place)

    def _clause(self, place: int) -> tuple[Element, int]:
        brace = place + 1
        word = self._items[place].keyword
        if word == "SERVICE":
            brace += self._items[brace].keyword == "SILENT"
            if self._items[brace].kind not in {"iri", "name", "variable"}:
                raise Unclear
        brace += word in {"GRAPH", "SERVICE"}
        return self._make(_CLAUSES[word], place, self._behind(brace, "{"), brace)

    def _union(self, place: int) -> tuple[Element, int]:
        braces = [place]
        behind = self._partner[place] + 1
        while self._items[behind].keyword == "UNION":
            braces.append(behind + 1)
            behind = self._behind(behind + 1, "{")
        return self._make("group", place, behind, *braces)

    def _filter(self, place: int) -> tuple[Element, int]:
        start = place + 1
        if self._items[start].keyword == "NOT":
            start += 1
        if self._items[start].keyword == "EXISTS":
            return self._make("exists", place, self._behind(start + 1, "{"), start + 1)
        if start == place + 1 and not self._is(start, "("):
            start += 1  # a call of a function
        return self._make("filter", place, self._behind(start, "("))

    def _triples(self, first: int) -> tuple[Element, int]:
        found: list[Triple] = []
        plain = True
        place = first
        while True:
            triples, place = self._statement(place)
            plain = plain and triples is not None
            found += triples or ()
            item = self._items[place]
            dot = self._is(place, ".")
            if dot:
                place += 1
                item = self._items[place]
            if item.keyword in _GROUP_WORDS or item.text in {"{", "}"}:
                break
            if not dot:
                raise Unclear
        return self._make("triples", first, place, triples=tuple(found) if plain else None)

    def _statement(self, place: int) -> tuple[list[Triple] | None, int]:
        found: list[Triple] | None = []
        subject, place = self._term(place)
        if subject is None:
            found = None
            if self._items[place].text in {".", "}"}:
                return None, place
        while True:
            start = place
            empty, place = self._verb(place)
            verb = self._slice(start, place)
            while True:
                item, place = self._term(place)
                if subject is None or item is None:
                    found = None
                elif found is not None:
                    found.append(Triple(subject, verb, item, empty))
                if not self._is(place, ","):
                    break
                place += 1
            while self._is(place, ";"):
                place += 1
                ended = self._items[place].text in {".", "}", "{", ";"}
                if not ended and self._items[place].keyword not in _GROUP_WORDS:
                    break
            else:
                return found, place

    def _term(self, place: int) -> tuple[str | None, int]:
        """Read a term; None stands for a blank node or a list."""
        item = self._items[place]
        behind = place + 1
        if item.kind == "mark" and item.text in {"(", "["}:
            return None, self._partner[place] + 1
        if item.kind == "blank":
            return None, behind
        if item.kind == "string":
            if self._items[behind].kind == "language":
                behind += 1
            elif self._is(behind, "^^") and self._items[behind + 1].kind in {"iri", "name"}:
                behind += 2
        elif item.kind == "mark" and item.text in {"+", "-"}:
            if self._items[behind].kind != "number":
                raise Unclear
            behind += 1
        elif item.kind not in {"variable", "iri", "name", "number"} and item.keyword not in {
            "TRUE",
            "FALSE",
        }:
            raise Unclear
        return self._slice(place, behind), behind

    def _verb(self, place: int) -> tuple[int, int]:
        if self._items[place].kind == "variable":
            return 0, place + 1
        return self._path(place)

    def _path(self, place: int) -> tuple[int, int]:
        """Read a path (Path of 19.8), and in how many ways it matches without a step."""
        total = 0
        ways, place = self._step(place)
        while self._items[place].text in {"/", "|"}:
            following, behind = self._step(place + 1)
            if self._is(place, "/"):
                ways *= following
            else:
                total, ways = total + ways, following
            place = behind
        return total + ways, place

    def _step(self, place: int) -> tuple[int, int]:
        if self._is(place, "^"):
            place += 1
        item = self._items[place]
        ways = 0
        if self._is(place, "!"):
            place += 1
            if self._is(place, "("):
                place = self._partner[place] + 1
            else:
                place += 2 if self._is(place, "^") else 1
        elif self._is(place, "("):
            ways, inner = self._path(place + 1)
            if inner != self._partner[place]:
                raise Unclear
            place = inner + 1
        elif item.kind in {"iri", "name"} or item.text == "a":
            place += 1
        else:
            raise Unclear
        if self._items[place].kind == "mark" and self._items[place].text in {"?", "*", "+"}:
            repeated = self._items[place].text
            ways = 1 if repeated != "+" else min(ways, 1)
            place += 1
        return ways, place

    def _is(self, place: int, mark: str) -> bool:
        return self._items[place].kind == "mark" and self._items[place].text == mark

    def _behind(self, place: int, mark: str) -> int:
        """Give the place behind the bracket that opens here; it must be this one."""
        if not self._is(place, mark):
            raise Unclear
        return self._partner[place] + 1

    def _slice(self, first: int, behind: int) -> str:
        return self._text[self._items[first].offset : self._items[behind - 1].end]
