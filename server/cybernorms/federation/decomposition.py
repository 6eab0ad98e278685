"""A query over the union of several default graphs, rewritten to SERVICE clauses.

The graph that is asked is the merge of ours and those of the chosen members. So each triple pattern
has the matches of all sources, each of them once however many have it. Patterns that only one
member can match are sent to it together (exclusive groups); those that several can are asked one
by one. Whatever is beside the triples (FILTER, OPTIONAL, MINUS, EXISTS, subqueries, aggregates) is
evaluated here over what came; GRAPH is about our graphs, and SERVICE about whom it names.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cybernorms import tokens
from cybernorms.engine import Query, Source
from cybernorms.errors import ForbiddenQueryError
from cybernorms.federation.clauses import Clauses, connected
from cybernorms.federation.patterns import read_patterns
from cybernorms.federation.selection import Selection
from cybernorms.federation.steps import Names, Pattern, is_name
from cybernorms.store.reading import columns_of
from cybernorms.store.rewriting.outline import Element, Group, Outline, Unclear, read_outline

_ELSEWHERE: Final = frozenset({"graph", "service"})
_WHOLE: Final = "the path {} is followed inside of each source, not from one to another"
_GRAPH: Final = "GRAPH is about the named graphs of this endpoint"
_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A query with SERVICE clauses, the parts of its text that have them, and what to tell."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


def decompose(query: Query, holds: Callable[[str], bool]) -> Decomposition:
    """Rewrite a query that the engine accepts, so that it asks our graph and its sources.

    ``holds`` answers ASK queries over our graph. Raises ForbiddenQueryError where that can not be.
    """
    try:
        outline = read_outline(query.text)
        _check(query, outline)
        selection = Selection(query.sources, holds, outline.prologue, query.base)
        return _Decomposer(query.text, query.base, outline, selection).run()
    except (Unclear, OSError, RuntimeError):  # of SELECT * over SERVICE the engine cannot tell
        raise _refuse(
            "this query is not understood well enough to be asked of several; "
            "write CONSTRUCT with both its parts, and blanks between keywords and names"
        ) from None


class _Decomposer:
    def __init__(self, text: str, base: str | None, outline: Outline, selection: Selection) -> None:
        items = [*tokens.tokenize(text)]
        self._text, self._base = text, base
        self._outline, self._selection = outline, selection
        self._names = Names(item.text[1:] for item in items if item.kind == "variable")
        self._notes: dict[str, None] = {}
        self._aligned = selection.has_names()

    def run(self) -> Decomposition:
        """Rewrite the triples of all groups; a * stands for the variables that it stood for."""
        if self._outline.where is None:
            raise Unclear
        edits = [*self._group(self._outline.where)]
        stars = [*self._stars()] if self._names.made else []
        pieces, done, spans = [], 0, []
        for start, end, new in sorted([*edits, *stars]):
            pieces += [self._text[done:start], new]
            length = sum(map(len, pieces))
            spans.append((length - len(new), length))
            done = end
        return Decomposition("".join([*pieces, self._text[done:]]), tuple(spans), (*self._notes,))

    def _group(self, group: Group) -> Iterator[_Edit]:
        for element in group.elements:
            if element.kind == "triples":
                yield element.start, element.end, self._triples(element, group)
            elif element.kind == "graph":
                self._notes[_GRAPH] = None
            elif element.kind not in _ELSEWHERE:
                for inner in element.groups:
                    yield from self._group(inner)

    def _triples(self, element: Element, group: Group) -> str:
        """Rewrite triples as groups for the sources that can match them."""
        patterns = read_patterns(element.items, self._names)
        chosen = [(each, self._selection.choose(each)) for each in patterns]
        chosen.sort(key=lambda pair: _openness(pair[0]))
        clauses = Clauses(self._text, group, self._names, aligned=self._aligned)
        pieces: list[str] = []
        several: list[str] = []
        alone: dict[Source, list[Pattern]] = {}
        for stated, sources in chosen:
            members = [source for source in sources if source is not None]
            pattern, named = self._name(stated) if members else (stated, "")
            pieces += [named] if named else []
            if pattern.whole and members:
                self._notes[_WHOLE.format(pattern.path)] = None
            if not members:
                pieces.append(pattern.text)
            elif len(sources) == 1:
                alone.setdefault(members[0], []).append(pattern)
            else:
                several.append(clauses.join(pattern, members, ours=None in sources))
        for source, own in alone.items():
            pieces += [clauses.write(source, part) for part in connected(own)]
        return " ".join([*pieces, *several])

    def _name(self, pattern: Pattern) -> tuple[Pattern, str]:
        """Put variables for things that have several names, and VALUES that bind them to ours."""
        bound: list[str] = []

        def name(term: str) -> str:
            if not (self._aligned and is_name(term) and self._selection.has_names(term)):
                return term
            bound.append(f"VALUES {(variable := self._names.fresh())} {{ {term} }}")
            return variable

        named = replace(pattern, subject=name(pattern.subject), object=name(pattern.object))
        return named, " ".join(bound)

    def _stars(self) -> Iterator[_Edit]:
        """Name what SELECT * selects, so that variables in the place of blank nodes are not."""
        outline = self._outline
        star = next((item for item in outline.head if item.text == "*"), None)
        if star is not None:
            names = columns_of(self._text, self._base)
            yield star.offset, star.end, _listed(names)
        selects = (
            element
            for group in (outline.where.walk() if outline.where else ())
            for element in group.elements
            if element.kind == "select"
        )
        for element in selects:
            star = next((item for item in element.items if item.text == "*"), None)
            if star is not None and element.items.index(star) <= 2:
                text = f"{outline.prologue}\n{self._text[element.start : element.end]}"
                yield star.offset, star.end, _listed(columns_of(text, self._base))


def _listed(names: Sequence[str]) -> str:
    """Write what is selected; of a query without variables, everything."""
    return " ".join(f"?{name}" for name in names) or "*"


def _check(query: Query, outline: Outline) -> None:
    if outline.form == "DESCRIBE":
        raise _refuse("DESCRIBE describes what one source has; ask it, or ask with CONSTRUCT")
    chosen = query.default_graphs is not None or query.named_graphs is not None
    if chosen or any(item.keyword == "FROM" for item in outline.head):
        raise _refuse("members= asks the default graphs of all; leave the choice of graphs out")


def _openness(pattern: Pattern) -> tuple[int, bool]:
    """Rate how many matches a pattern may have: by its variables, and if it is about a type."""
    return len(pattern.variables), pattern.path in {"a", "rdf:type"}


def _refuse(why: str) -> ForbiddenQueryError:
    return ForbiddenQueryError(f"members: {why}")
