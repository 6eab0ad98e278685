"""A query's text with SERVICE clauses made a plan; done in a worker, for the text may be hostile.

A clause's *keys* are the variables that each of its solutions binds and that its sources know too:
only solutions that agree with the sources in them are asked for.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from cybernorms import tokens
from cybernorms.engine import Query
from cybernorms.errors import ForbiddenQueryError
from cybernorms.federation.decomposition import Decomposition, decompose
from cybernorms.federation.plan import Clause, Nested, Plan
from cybernorms.federation.sources import Path, Sources, certain, find_sources, paths
from cybernorms.guard import find_services, place
from cybernorms.store.reading import columns_of, require_syntax, resolve_iris
from cybernorms.store.rewriting.outline import Element, Group, Outline, Unclear, read_outline
from cybernorms.tokens import Token

_CHANGING: Final = frozenset({"optional", "minus", "bind", "select"})
"""Elements that see what is bound before them; VALUES there and VALUES joined may differ."""
_MOST_CLAUSES: Final = 50
"""That people write; joining more takes the engine long to plan."""
_NAMES: Final = frozenset({"iri", "name", "variable"})
_UNCLEAR: Final = "this is not understood; write SERVICE <IRI> { … } with blanks between its parts"


def make_plan(query: Query, max_nesting: int, holds: Callable[[str], bool]) -> Plan:
    """Plan a query; clauses that call this endpoint itself become groups like any other.

    ``holds`` tells whether an ASK query over our data is true. Raises QuerySyntaxError, what
    guard.find_services raises, and ForbiddenQueryError for a clause that is not understood, or
    stands where it can not be asked by itself, and for a query that can not be asked of several.
    """
    text, base = query.text, query.base
    services = find_services(text, max_nesting)
    if len(services) > _MOST_CLAUSES:
        why = f"a query may have up to {_MOST_CLAUSES} such clauses; VALUES in one asks for more"
        raise _refuse(text, services[_MOST_CLAUSES], why)
    decomposition = Decomposition(text)
    if query.sources:
        require_syntax(_without(text, services), base)
        decomposition = decompose(query, holds)
        text = decomposition.text
        services = find_services(text, max_nesting)
    if not services:
        return Plan(text, (), decomposition.notes)
    for token in services:
        if token.text.upper() != "SERVICE":
            raise _refuse(text, token, _UNCLEAR)
    require_syntax(_without(text, services), base)
    while True:
        try:
            outline = read_outline(text)
        except Unclear:
            with suppress(OSError, RuntimeError):  # it would have asked, had it been let out
                require_syntax(text, base)
            raise _refuse(text, services[0], _UNCLEAR) from None
        found = list(paths(outline.where)) if outline.where else []
        endpoints = _endpoints(outline, [path[-1][1] for path in found], base)
        local = [
            path for path, iri in zip(found, endpoints, strict=True) if iri and iri in query.here
        ]
        if not local:
            break
        for path in local:
            _check_local(text, path, outline, query)
        text = _without(text, [path[-1][1].items[0] for path in local])
    _check_found(text, found, max_nesting)
    planner = _Planner(text, base, outline, found, endpoints)
    return replace(planner.plan(decomposition.spans), notes=decomposition.notes)


@dataclass(slots=True, eq=False)
class _Draft:
    """A clause on its way into a plan."""

    path: Path
    endpoint: str
    columns: tuple[str, ...]
    line: str

    @property
    def element(self) -> Element:
        return self.path[-1][1]

    @property
    def group(self) -> Group:
        return self.element.groups[0]

    @property
    def variable(self) -> str:
        name = _name(self.element)
        return name.text[1:] if name.kind == "variable" else ""

    def keys(self, sources: Sources) -> tuple[str, ...]:
        keys = certain(self.group) & sources.names
        return tuple(name for name in self.columns if name in keys)

    def is_known(self, sources: Sources) -> bool:
        return self.variable in sources.names if self.variable else bool(self.keys(sources))


class _Planner:
    def __init__(
        self,
        text: str,
        base: str | None,
        outline: Outline,
        found: Sequence[Path],
        endpoints: Sequence[str],
    ) -> None:
        self._text, self._base, self._outline = text, base, outline
        mark = "#rows"
        while mark in text:
            mark += "_"
        self._drafts = [
            _Draft(path, iri, self._columns(path[-1][1]), f"{mark}-{number}\n")
            for number, (path, iri) in enumerate(zip(found, endpoints, strict=True))
        ]

    def plan(self, lenient: Sequence[tuple[int, int]]) -> Plan:
        """Put the clauses into rounds; those in ``lenient`` parts of the text may fail."""
        rounds: list[tuple[Clause, ...]] = []
        waiting = self._drafts
        while waiting:
            ready = {draft.element.start for draft in self._drafts if draft not in waiting}
            chosen = self._choose(waiting, ready)
            rounds.append(tuple(self._clause(draft, ready, lenient) for draft in chosen))
            waiting = [draft for draft in waiting if draft not in chosen]
        return Plan(self._replaced(0, len(self._text)), tuple(rounds))

    def _choose(self, waiting: Sequence[_Draft], ready: Set[int]) -> list[_Draft]:
        """Choose clauses of which something is known; else one, and those that stand with it.

        The others may come to be known by what these give.
        """
        known = [draft for draft in waiting if draft.is_known(self._sources(draft, ready))]
        if known:
            return known
        first = next((draft for draft in waiting if draft.endpoint), None)
        if first is None:
            name = _name(waiting[0].element).text
            why = f"nothing that stands beside it binds {name}, so nobody can be asked"
            raise _refuse(self._text, waiting[0].element.items[0], why)
        return [draft for draft in waiting if draft.endpoint and _are_beside(draft, first)]

    def _clause(self, draft: _Draft, ready: Set[int], lenient: Sequence[tuple[int, int]]) -> Clause:
        sources = self._sources(draft, ready)
        keys, group = draft.keys(sources), draft.group
        seed = ""
        if wanted := dict.fromkeys([*([draft.variable] if draft.variable else []), *keys]):
            names = " ".join(f"?{name}" for name in wanted)
            seed = (
                f"{self._outline.prologue}\nSELECT DISTINCT {names} {self._dataset()} "
                f"{{ {sources.text} }}"
            )
        text = self._text[group.start : group.end]
        return Clause(
            place(self._text, draft.element.items[0]),
            draft.endpoint,
            draft.variable,
            _is_silent(draft.element),
            draft.columns,
            draft.line,
            self._prologue(text),
            text,
            tuple(self._nested(group)),
            keys,
            set(keys) <= _bound_first(group),
            seed,
            any(start <= draft.element.start < end for start, end in lenient),
        )

    def _sources(self, draft: _Draft, ready: Set[int]) -> Sources:
        return find_sources(
            draft.path, ready, lambda element: self._replaced(element.start, element.end)
        )

    def _columns(self, service: Element) -> tuple[str, ...]:
        """Name the variables that a clause has in scope, in the order of the text."""
        group = service.groups[0]
        text = self._text[group.start : group.end]
        items = [*tokens.tokenize(text)]
        plain = _without(text, [item for item in items if item.keyword == "SERVICE"])
        scope = {*columns_of(f"{self._outline.prologue}\nSELECT * {{ {plain} }}", self._base)}
        names = dict.fromkeys(item.text[1:] for item in items if item.kind == "variable")
        inside = (name for name in names if name in scope)
        return (*dict.fromkeys([*service.variables, *inside]),)

    def _replaced(self, start: int, end: int) -> str:
        """Give a part of the text with VALUES for each clause in it."""
        pieces, done = [], start
        for draft in self._drafts:
            element = draft.element
            if start <= element.start and element.end <= end:
                names = " ".join(f"?{name}" for name in draft.columns)
                values = f"VALUES ({names}) {{ {draft.line} }}"
                pieces += [self._text[done : element.start], values]
                done = element.end
        return "".join([*pieces, self._text[done:end]])

    def _dataset(self) -> str:
        """Give the FROM clauses of the query."""
        items = [item for item in self._outline.head if item.keyword != "WHERE"]
        start = next((n for n, item in enumerate(items) if item.keyword == "FROM"), len(items))
        return " ".join(item.text for item in items[start:])

    def _prologue(self, group: str) -> str:
        """Declare the prefixes that a group uses, and the base if it has relative IRIs."""
        items = [*tokens.tokenize(group)]
        prefixes = {item.text for item in tokens.tokenize(self._outline.prologue)}
        used = {item.text.partition(":")[0] + ":" for item in items if item.kind == "name"}
        names = sorted(used & prefixes)
        if any(item.kind == "iri" and ":" not in item.text for item in items):
            (base,) = resolve_iris(self._outline.prologue, ["<>"], self._base)
            declared = f"BASE <{base}>\n"
        else:
            declared = ""
        iris = resolve_iris(self._outline.prologue, names, self._base)
        lines = (f"PREFIX {name} <{iri}>\n" for name, iri in zip(names, iris, strict=True))
        return declared + "".join(lines)

    def _nested(self, group: Group) -> Iterator[Nested]:
        inner = [element for each in group.walk() for element in each.elements]
        services = [element for element in inner if element.kind == "service"]
        endpoints = _endpoints(self._outline, services, self._base)
        for element, iri in zip(services, endpoints, strict=True):
            if not iri:
                why = "whom a variable inside of another SERVICE names can not be told beforehand"
                raise _refuse(self._text, element.items[0], why)
            where = place(self._text, element.items[0])
            start, end = element.start - group.start, element.end - group.start
            yield Nested(start, end, iri, _is_silent(element), where)


def _are_beside(draft: _Draft, other: _Draft) -> bool:
    """Tell whether two clauses are the same, or in branches of one UNION."""
    if draft is other:
        return True
    around = [path[-2][1] for path in (draft.path, other.path) if len(path) > 1]
    return len(around) == 2 and around[0] is around[1] and len(around[0].groups) > 1


def _check_local(text: str, path: Path, outline: Outline, query: Query) -> None:
    """Refuse a clause that calls this endpoint where a group would have another data set."""
    dataset = query.default_graphs is not None or query.named_graphs is not None
    chosen = dataset or any(item.keyword == "FROM" for item in outline.head)
    if chosen or any(element.kind == "graph" for _, element in path):
        why = "this endpoint's own data set can not be asked where FROM, GRAPH or the request chose"
        raise _refuse(text, path[-1][1].items[0], f"{why} another; ask it without SERVICE")


def _check_found(text: str, found: Sequence[Path], max_nesting: int) -> None:
    """Refuse clauses inside of expressions, which no outline has."""
    spans = [(path[-1][1].start, path[-1][1].end) for path in found]
    for token in find_services(text, max_nesting):
        if not any(start <= token.offset < end for start, end in spans):
            why = "inside of an expression it can not be asked; put EXISTS into a FILTER of its own"
            raise _refuse(text, token, why)


def _endpoints(outline: Outline, services: Sequence[Element], base: str | None) -> list[str]:
    """Give the IRI that each clause calls; an empty text for a variable."""
    names = [_name(element) for element in services]
    known = [name.text for name in names if name.kind != "variable"]
    iris = iter(resolve_iris(outline.prologue, known, base))
    return ["" if name.kind == "variable" else next(iris) for name in names]


def _bound_first(group: Group) -> frozenset[str]:
    """Name variables that are bound before anything in the group looks at what is."""
    first = next(
        (n for n, element in enumerate(group.elements) if element.kind in _CHANGING),
        len(group.elements),
    )
    return certain(Group(group.start, group.end, group.elements[:first]))


def _name(service: Element) -> Token:
    return service.items[1 + _is_silent(service)]


def _is_silent(service: Element) -> bool:
    return service.items[1].keyword == "SILENT"


def _without(text: str, services: Sequence[Token]) -> str:
    """Put blanks for SERVICE, SILENT and the endpoint's name; what remains is a group."""
    starts = {token.offset for token in services}
    items = [*tokens.tokenize(text)]
    for number, token in enumerate(items):
        if token.offset not in starts:
            continue
        following = items[number + 1 : number + 3]
        silent = bool(following) and following[0].keyword == "SILENT"
        named = following[silent : silent + 1]
        parts = [token, *following[:silent], *(item for item in named if item.kind in _NAMES)]
        for part in parts:
            text = text[: part.offset] + " " * len(part.text) + text[part.end :]
    return text


def _refuse(text: str, token: Token, why: str) -> ForbiddenQueryError:
    return ForbiddenQueryError(f"SERVICE {place(text, token)}: {why}")
