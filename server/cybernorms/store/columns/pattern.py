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

from cybernorms.store.columns.comparisons import Comparison, read_comparisons
from cybernorms.store.rewriting import Scene, Unclear, is_variable
from cybernorms.store.rewriting.outline import Group as Outlined
from cybernorms.store.rewriting.outline import Triple
from cybernorms.tokens import tokenize

_RDF_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True)
class Link:
    """A triple pattern: each end is a variable's name or, in bytes, a term in N-Triples."""

    subject: str | bytes
    predicate: bytes
    object: str | bytes

    def names(self) -> set[str]:
        """Name its variables."""
        return {end for end in (self.subject, self.object) if isinstance(end, str)}


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
                    found.comparisons += read_comparisons(element.items[1:], self._end)
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
        names = [_RDF_TYPE if name == "a" else name for name, _ in found]
        return list(zip(self._terms(names), (inverse for _, inverse in found), strict=True))

    def _end(self, written: str) -> str | bytes:
        return written[1:] if is_variable(written) else self._terms([written])[0]

    def _terms(self, written: Sequence[str]) -> list[bytes]:
        return [str(term).encode() for term in self._scene.resolve(written)]


def _require(known: bool) -> None:
    if not known:
        raise Unclear
