"""The pattern of a query that columns can solve, read from the outline of its text.

Triples with given predicates, sequences of them, UNION, OPTIONAL, MINUS, EXISTS, and comparisons
with a given term. Solutions of a group are looked for beginning from those of what stands around
it, which is the same as joining them in the end (SPARQL 1.1 Query 18.2) only if each variable that
both have is bound by the group itself, or by what stands before it; else a pattern is ``Unclear``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from cybernorms.store.rewriting import Scene, Unclear, is_variable
from cybernorms.store.rewriting.outline import Element, Triple
from cybernorms.store.rewriting.outline import Group as Outlined
from cybernorms.tokens import Token, tokenize

_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Link:
    """A triple pattern: each end is a variable's name or, in bytes, a term in N-Triples."""

    subject: str | bytes
    predicate: bytes
    object: str | bytes

    def names(self) -> set[str]:
        """Name its variables."""
        return {end for end in (self.subject, self.object) if isinstance(end, str)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variable, a sign, and what it is compared with: a term in N-Triples or a variable."""

    name: str
    sign: str
    other: str | bytes


@dataclass(slots=True)
class Pattern:
    """A group: its parts, solved in the order in which they are here."""

    links: list[Link] = field(default_factory=list)
    unions: list[list["Pattern"]] = field(default_factory=list)
    optionals: list["Pattern"] = field(default_factory=list)
    conditions: list[tuple[bool, "Pattern"]] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)


class PatternReader:
    """Reads the groups of one query."""

    def __init__(self, scene: Scene) -> None:
        """Take a query that the engine accepts."""
        self._scene = scene
        self._fresh = 0

    def read(self, group: Outlined, around: frozenset[str] = frozenset()) -> Pattern:
        """Read a group; ``around`` are the variables that occur outside of it. Raises Unclear."""
        found = Pattern()
        for place, element in enumerate(group.elements):
            others = [other for n, other in enumerate(group.elements) if n != place]
            outside = around.union(*(other.mentioned() for other in others))
            before = frozenset().union(*(e.certain() for e in group.elements[:place]))
            match element.kind:
                case "triples":
                    found.links += self._links(element.triples)
                case "group":
                    found.unions.append([self.read(inner, outside) for inner in element.groups])
                case "optional":
                    _require(element.mentioned() & outside <= before)
                    found.optionals.append(self.read(element.groups[0], outside))
                case "minus":
                    shared = element.mentioned() & outside
                    _require(bool(shared) and shared <= before)
                    _require(shared <= element.groups[0].certain())
                    found.conditions.append((False, self.read(element.groups[0], outside)))
                case "exists":
                    _require(element.mentioned() & outside <= group.certain())
                    wanted = not any(item.keyword == "NOT" for item in element.items)
                    found.conditions.append((wanted, self.read(element.groups[0], outside)))
                case "filter":
                    _require(element.variables <= group.certain())
                    found.comparisons += self._comparisons(element)
                case _:
                    raise Unclear
        return found

    def _links(self, triples: Sequence[Triple] | None) -> Iterable[Link]:
        if triples is None:
            raise Unclear
        for triple in triples:
            steps = self._steps(triple.verb)
            names = [self._name() for _ in steps[1:]]
            ends = [self._end(triple.subject), *names, self._end(triple.object)]
            for (predicate, inverse), (one, other) in zip(steps, pairwise(ends), strict=True):
                _require(one != other)
                yield Link(other, predicate, one) if inverse else Link(one, predicate, other)

    def _name(self) -> str:
        self._fresh += 1
        return f"/{self._fresh}"

    def _steps(self, verb: str) -> list[tuple[bytes, bool]]:
        """Read a predicate, or a sequence of predicates and their inverses."""
        inverse, wanted = False, True
        found: list[tuple[str, bool]] = []
        for item in tokenize(verb):
            if wanted and item.text == "^" and not inverse:
                inverse = True
            elif wanted and (item.kind in {"iri", "name"} or item.text == "a"):
                found.append((item.text, inverse))
                inverse, wanted = False, False
            else:
                _require(not wanted and item.text == "/")
                wanted = True
        _require(not wanted)
        names = [str(_RDF_TYPE) if name == "a" else name for name, _ in found]
        return list(zip(self._terms(names), (inverse for _, inverse in found), strict=True))

    def _end(self, written: str) -> str | bytes:
        return written[1:] if is_variable(written) else self._terms([written])[0]

    def _terms(self, written: Sequence[str]) -> list[bytes]:
        return [str(term).encode() for term in self._scene.resolve(written)]

    def _comparisons(self, element: Element) -> Iterable[Comparison]:
        items = list(element.items[1:])
        while items and items[0].text == "(" and _closes(items) == len(items) - 1:
            items = items[1:-1]
        for part in _split(items, "&&"):
            yield self._comparison(part)

    def _comparison(self, items: list[Token]) -> Comparison:
        while items and items[0].text == "(" and _closes(items) == len(items) - 1:
            items = items[1:-1]
        signs = [place for place, item in enumerate(items) if item.text in _COMPARISONS]
        _require(len(signs) == 1)
        sign = items[signs[0]].text
        left, right = (self._side(part) for part in (items[: signs[0]], items[signs[0] + 1 :]))
        if isinstance(left, bytes):
            left, right, sign = right, left, _MIRRORED.get(sign, sign)
        if isinstance(left, bytes):
            raise Unclear
        return Comparison(left, sign, right)

    def _side(self, items: list[Token]) -> str | bytes:
        """Read one side: a variable, an IRI, a number, or a literal with its type."""
        if len(items) == 1 and items[0].kind in {"variable", "iri", "name", "number"}:
            return self._end(items[0].text)
        kinds = [item.kind for item in items]
        _require(kinds[:2] == ["string", "mark"] and len(items) == 3 and items[1].text == "^^")
        return self._end("".join(item.text for item in items))


_RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _require(known: bool) -> None:
    if not known:
        raise Unclear


def _closes(items: Sequence[Token]) -> int:
    """Find the bracket that closes the first one."""
    depth = 0
    for place, item in enumerate(items):
        depth += (item.text == "(") - (item.text == ")")
        if not depth:
            return place
    raise Unclear


def _split(items: Sequence[Token], mark: str) -> list[list[Token]]:
    """Divide tokens at a mark that is in no brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for item in items:
        depth += (item.text == "(") - (item.text == ")")
        if item.text == mark and not depth:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts
