"""Patterns solved by columns: what grows least is joined first, then what narrows the solutions."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cybernorms.store.columns.comparisons import Comparison
from cybernorms.store.columns.files import Predicate, Triples
from cybernorms.store.columns.pattern import Link, Pattern
from cybernorms.store.columns.tables import Table, append, count, expand, meet
from cybernorms.store.columns.terms import DATE, DAY, INTEGER, IRI, UNBOUND, Ids, line_of
from cybernorms.store.rewriting import Unclear

_SIGNS: Final[Mapping[str, Callable[..., NDArray[np.bool_]]]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_NOWHERE: Final = int(UNBOUND)
"""Stands for a term that no triple has."""


def solve(triples: Triples, pattern: Pattern, few: int) -> Table:
    """Solve a pattern.

    Raises Unclear when fewer than ``few`` triples are enough to begin with, for then the engine is
    quick too, when there are too many rows, and where types are compared in ways not known here.
    """
    solver = Solver(triples)
    if solver.effort(pattern) < few:
        raise Unclear
    return solver.solve(pattern, Table(1, {}))


class Solver:
    """Solves patterns over columns."""

    def __init__(self, triples: Triples) -> None:
        """Take what is solved over."""
        self._triples, self._terms = triples, triples.terms
        self._known: dict[bytes, int] = {}

    def solve(self, pattern: Pattern, table: Table) -> Table:
        """Give the solutions of a pattern that agree with those of a table. Raises Unclear."""
        links = list(pattern.links)
        while links:
            link = min(links, key=lambda link: self._growth(link, table))
            links.remove(link)
            table = self._join(table, link)
        for union in pattern.unions:
            table = append([self.solve(inner, table) for inner in union])
        for optional in pattern.optionals:
            found, rows = self._extend(optional, table)
            alone = np.ones(table.rows, np.bool_)
            alone[rows] = False
            table = append([found, table.pick(alone)])
        for wanted, condition in pattern.conditions:
            _, rows = self._extend(condition, table)
            holds = np.zeros(table.rows, np.bool_)
            holds[rows] = True
            table = table.pick(holds if wanted else ~holds)
        for comparison in pattern.comparisons:
            table = table.pick(self._compare(table, comparison))
        return table

    def effort(self, pattern: Pattern) -> int:
        """Count the triples that the engine would begin with."""
        if pattern.links:
            return min(map(self.size, pattern.links))
        return sum(self.effort(inner) for union in pattern.unions for inner in union)

    def size(self, link: Link) -> int:
        """Count the triples that match a link by itself."""
        run = self._run(link)
        if run is None:
            return 0
        if isinstance(link.subject, bytes):
            return count(run.subjects, self._number(link.subject))
        if isinstance(link.object, bytes):
            return count(run.objects, self._number(link.object))
        return len(run)

    def _run(self, link: Link) -> Predicate | None:
        return self._triples.predicates.get(link.predicate[1:-1])

    def _number(self, term: bytes) -> int:
        """Give the number of a term, or ``_NOWHERE``."""
        if term not in self._known:
            found = self._terms.find(term)
            self._known[term] = _NOWHERE if found is None else found
        return self._known[term]

    def _growth(self, link: Link, table: Table) -> float:
        """Estimate how many rows there are once a link is joined."""
        run = self._run(link)
        if not run:
            return 0
        if not table.columns:
            return self.size(link)
        ends = [
            isinstance(end, bytes) or end in table.columns for end in (link.subject, link.object)
        ]
        match ends:
            case [True, True]:
                return 0
            case [True, False]:
                return table.rows * len(run) / run.different_subjects
            case [False, True]:
                return table.rows * len(run) / run.different_objects
        return np.inf

    def _join(self, table: Table, link: Link) -> Table:
        run = self._run(link)
        if run is None or not table.rows:
            return Table(0, {n: np.empty(0, np.uint32) for n in {*table.columns, *link.names()}})
        subject, object_ = self._end(link.subject, table), self._end(link.object, table)
        by_subject = object_ is None or run.different_subjects >= run.different_objects
        if subject is not None and by_subject:
            rows, places = expand(run.subjects, subject, table.rows)
            return meet(table.pick(rows), rows, link.object, run.objects_of[places], object_)
        if object_ is not None:
            rows, places = expand(run.objects, object_, table.rows)
            return meet(table.pick(rows), rows, link.subject, run.subjects_of[places], subject)
        if table.columns or table.rows > 1:
            raise Unclear  # every solution with every triple
        every = Table(len(run), {}).bind(link.subject, run.subjects)
        return every.bind(link.object, run.objects_of)

    def _end(self, end: str | bytes, table: Table) -> Ids | None:
        """Give what an end is bound to: a column, or one number for all rows."""
        if isinstance(end, str):
            return table.columns.get(end)
        return np.array(self._number(end), np.uint32)

    def _extend(self, pattern: Pattern, table: Table) -> tuple[Table, Ids]:
        """Solve a pattern beginning from a table; tell which row each solution comes from."""
        mark = f"#{len(table.columns)}"
        rows = np.arange(table.rows, dtype=np.uint32)
        found = self.solve(pattern, Table(table.rows, {**table.columns, mark: rows}))
        return found, found.columns.pop(mark)

    def _compare(self, table: Table, comparison: Comparison) -> NDArray[np.bool_]:
        if not table.rows:
            return np.zeros(0, np.bool_)
        column, sign = table.column(comparison.name), _SIGNS[comparison.sign]
        kind = self._terms.kind_of(column)
        if isinstance(comparison.other, str):
            other = table.column(comparison.other)
            if comparison.sign not in {"=", "!="} or not kind == self._terms.kind_of(other) == IRI:
                raise Unclear
            return sign(column, other)
        line = line_of(comparison.other)
        if line.startswith(IRI) and comparison.sign in {"=", "!="}:
            return sign(column, np.uint32(self._number(comparison.other)))
        if line.startswith(INTEGER) and kind == INTEGER:
            return sign(self._terms.values(column), int(line[1:]))
        if line.startswith(DATE) and line.endswith(DAY) and kind == DATE:
            days = self._terms.are_days(column)
            if comparison.sign in {"=", "!="} and not days.all():
                raise Unclear
            # Twice the place, and one less for what lies between two terms. A day compares with no
            # month and no year: that is an error, and such a solution is none.
            place, exact = self._terms.place(line), self._number(comparison.other) != _NOWHERE
            return days & sign(column.astype(np.int64) * 2, 2 * place - (not exact))
        raise Unclear
