"""Which triples a query can see: those that match one of its patterns.

All others may be left out of the store that it is asked of. SPARQL 1.1 Query looks at a graph by
triple patterns (18.3) and by paths of properties (18.4), and in no other way.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import (
    translatePath,
    translatePName,
    translatePrologue,
    traverse,
)
from rdflib.plugins.sparql.operators import simplify as simplify_expressions
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

_Among = Mapping[Node, frozenset[Node]]
"""The values that variables have in all solutions that count."""
_Pattern = tuple[Node | None, Node | None]
"""A property and an object; None for any."""

_ANY: Final = (None, None)


class Relevance:
    """What queries can see."""

    def __init__(self, queries: Iterable[str]) -> None:
        """Read queries that the engine is known to accept."""
        patterns = {pattern for query in queries for pattern in _visible(_read(query), {})}
        self._all = any(property_ is None for property_, _ in patterns)
        self._objects = {
            _mark(property_): None
            if (property_, None) in patterns
            else {_mark(value) for other, value in patterns if other == property_}
            for property_, _ in patterns
        }

    def select(self, block: bytes) -> bytes:
        """Keep the lines of N-Triples that can be seen, and perhaps others."""
        if self._all:
            return block
        if not any(property_ in block for property_ in self._objects):
            return b""
        return b"".join(line for line in block.splitlines(keepends=True) if self._keeps(line))

    def _keeps(self, line: bytes) -> bool:
        _, property_, rest = line.split(b" ", 2)
        objects = self._objects.get(property_, ())
        return objects is None or rest.rpartition(b" ")[0] in objects


def _mark(term: Node | None) -> bytes:
    return f"<{term}>".encode()


def _read(query: str) -> object:
    """Parse a query, with whole IRIs and paths; what it means is not looked at."""
    prologue, form = parseQuery(query)
    known = partial(translatePName, prologue=translatePrologue(prologue, None))
    for step in (known, translatePath, simplify_expressions):
        form = traverse(form, visitPost=step)
    return form


def _visible(part: object, among: _Among) -> Iterator[_Pattern]:
    match part:
        case CompValue(name="TriplesBlock"):
            for triples in part.triples:
                for s, verb, o in zip(*[iter(triples)] * 3, strict=True):
                    yield from _patterns(s, verb, o, among)
        case CompValue(name="GroupGraphPatternSub"):
            # A solution of the group with other values is none, whichever triples it comes from.
            among = {k: v for inner in part.part or () for k, v in _limited(inner).items()}
            for inner in part.part or ():
                yield from _visible(inner, among)
        case Mapping():
            for inner in part.values():
                yield from _visible(inner, {})
        case Iterable() if not isinstance(part, str):
            for inner in part:
                yield from _visible(inner, {})


def _patterns(s: Node, verb: object, o: Node, among: _Among) -> Iterator[_Pattern]:
    match verb:
        case Path():
            # A path of no steps leads from each node of the graph to itself.
            free = isinstance(s, Variable) and isinstance(o, Variable)
            yield from [_ANY] if free and _is_empty(verb) else ((p, None) for p in _steps(verb))
        case URIRef() | Variable():
            verbs = {verb} if isinstance(verb, URIRef) else among.get(verb, {None})
            objects = {o} if isinstance(o, URIRef) else among.get(o, {None})
            yield from ((each, value) for each in verbs for value in objects)
        case _:
            yield _ANY


def _steps(path: Node | Path) -> Iterator[Node | None]:
    match path:
        case SequencePath() | AlternativePath():
            for step in path.args:
                yield from _steps(step)
        case InvPath():
            yield from _steps(path.arg)
        case MulPath():
            yield from _steps(path.path)
        case URIRef():
            yield path
        case _:
            yield None  # all properties but some


def _is_empty(path: Node | Path) -> bool:
    """Tell whether a path matches without a step."""
    match path:
        case SequencePath():
            return all(map(_is_empty, path.args))
        case AlternativePath():
            return any(map(_is_empty, path.args))
        case InvPath():
            return _is_empty(path.arg)
        case MulPath():
            return path.mod != "+" or _is_empty(path.path)
    return False


def _limited(part: CompValue) -> _Among:
    """Read ``VALUES ?x { … }``, and ``?x IN (…)`` in a FILTER, by itself or beside more."""
    match part:
        case CompValue(name="InlineData") if len(part["var"]) == 1:
            return _limit(part["var"][0], part.value or ())
        case CompValue(name="Filter"):
            return _limited(part.expr)
        case CompValue(name="ConditionalAndExpression"):
            each = [_limited(inner) for inner in (part.expr, *part.other)]
            return {k: v for found in each for k, v in found.items()}
        case CompValue(name="RelationalExpression", op="IN"):
            return _limit(part.expr, part.other)
    return {}


def _limit(name: Node, values: Iterable[Node]) -> _Among:
    allowed = frozenset(values)
    return {name: allowed} if all(isinstance(value, URIRef) for value in allowed) else {}
