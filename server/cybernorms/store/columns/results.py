"""What a SELECT makes of solutions: groups, aggregates, distinct rows, the first in an order.

SPARQL 1.1 Query 11, 15 and 18.5, as far as numbers of terms tell it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cybernorms.store.columns.solving import Table
from cybernorms.store.columns.terms import INTEGER, OTHER, UNBOUND, Terms
from cybernorms.store.rewriting import Unclear
from cybernorms.tokens import Token

_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX"})
_LARGEST: Final = 2.0**62
Values = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the result: a variable or, with ``aggregate``, what is made of it in a group."""

    name: str
    aggregate: str = ""
    of: str = ""
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What stands around the pattern of a SELECT. ``groups`` is None where nothing is grouped.

    ``order`` are variables, each with whether it is descending. ``last`` is the row behind the last
    one that is wanted, None for all. ``tail`` is where in the text the order begins.
    """

    columns: tuple[Column, ...]
    distinct: bool
    groups: tuple[str, ...] | None
    order: tuple[tuple[str, bool], ...]
    last: int | None
    tail: int | None

    @property
    def is_selective(self) -> bool:
        """Whether it gives less than a row for each solution."""
        return self.distinct or self.groups is not None or bool(self.order and self.last)


def read_selection(head: Sequence[Token], tail: Sequence[Token]) -> Selection:
    """Read what stands before and behind the pattern. Raises Unclear."""
    columns, distinct = _read_head(_Tokens(head[1:]))
    items = _Tokens(tail)
    groups: tuple[str, ...] | None = None
    order: list[tuple[str, bool]] = []
    if items.take("GROUP"):
        items.require("BY")
        groups = tuple(items.variables())
    elif any(column.aggregate for column in columns):
        groups = ()
    behind = items.offset
    if items.take("ORDER"):
        items.require("BY")
        while items.more and items.next.keyword not in {"LIMIT", "OFFSET"}:
            order.append(_read_key(items))
    limits = {"LIMIT": -1, "OFFSET": 0}
    while items.more:
        word = items.pop().keyword
        if word not in limits or items.next.kind != "number":
            raise Unclear
        limits[word] = int(items.pop().text)
    last = limits["LIMIT"] + limits["OFFSET"] if limits["LIMIT"] >= 0 else None
    return Selection(columns, distinct, groups, tuple(order), last, behind)


class Results:
    """The result of a selection: for each column, terms by their numbers or values."""

    def __init__(self, terms: Terms, selection: Selection, table: Table) -> None:
        """Work it out of solutions. Raises Unclear."""
        self._terms = terms
        self.rows, self.names = table.rows, [column.name for column in selection.columns]
        self._ids: dict[str, NDArray[np.uint32]] = {}
        self._values: dict[str, Values] = {}
        if selection.groups is None:
            self._ids = {column.name: table.column(column.name) for column in selection.columns}
            keys = {name: table.column(name) for name, _ in selection.order}
            self._ids |= keys
            if selection.distinct:
                if not keys.keys() <= {column.name for column in selection.columns}:
                    raise Unclear
                places, number = _classes(list(self._ids.values()), self.rows)
                first = np.full(number, -1)
                first[places[::-1]] = np.arange(self.rows)[::-1]
                self._keep(first)
        else:
            self._group(selection, table, selection.groups)
            if selection.distinct:
                raise Unclear
        if selection.last is not None and selection.last < self.rows:
            self._keep(self._first(selection))

    def write(self) -> list[str]:
        """Write each row as SPARQL has it. Raises Unclear for a blank node."""
        columns = [
            list(map(str, self._values[name].tolist()))
            if name in self._values
            else list(map(_write, self._terms.write(self._ids[name])))
            for name in self.names
        ]
        return [f"({' '.join(row)})" for row in zip(*columns, strict=True)]

    def _keep(self, rows: NDArray[np.intp]) -> None:
        self._ids = {name: column[rows] for name, column in self._ids.items()}
        self._values = {name: column[rows] for name, column in self._values.items()}
        self.rows = len(rows)

    def _group(self, selection: Selection, table: Table, groups: tuple[str, ...]) -> None:
        places, number = _classes([table.column(name) for name in groups], table.rows)
        if not groups:
            places, number = np.zeros(table.rows, np.intp), 1  # one group, be it empty
        first = np.zeros(number, np.intp)
        first[places[::-1]] = np.arange(table.rows)[::-1]
        self.rows = number
        for column in selection.columns:
            if not column.aggregate:
                if column.name not in groups:
                    raise Unclear
                self._ids[column.name] = table.column(column.name)[first]
            elif column.aggregate == "COUNT":
                self._values[column.name] = _count(column, table, places, number)
            elif column.aggregate == "SUM":
                self._values[column.name] = self._sum(table.column(column.of), places, number)
            else:
                lowest = column.aggregate == "MIN"
                found = self._extreme(table.column(column.of), places, number, lowest=lowest)
                self._ids[column.name] = found

    def _sum(self, column: NDArray[np.uint32], places: NDArray[np.intp], number: int) -> Values:
        if not len(column):
            return np.zeros(number, np.int64)
        if (column == UNBOUND).any() or self._terms.kind_of(column) != INTEGER:
            raise Unclear
        values = self._terms.values(column)
        if np.abs(values.astype(float)).sum() > _LARGEST:
            raise Unclear
        sums = np.zeros(number, np.int64)
        np.add.at(sums, places, values)
        return sums

    def _extreme(
        self, column: NDArray[np.uint32], places: NDArray[np.intp], number: int, *, lowest: bool
    ) -> NDArray[np.uint32]:
        """Give the lowest or highest term of each group; all have one kind."""
        if not len(column):
            return np.full(number, UNBOUND)
        if (column == UNBOUND).any():
            raise Unclear
        order = np.lexsort((self._rank(column), places))
        if not lowest:
            order = order[::-1]
        found = np.zeros(number, np.uint32)
        found[places[order[::-1]]] = column[order[::-1]]
        return found

    def _rank(self, column: NDArray[np.uint32]) -> Values:
        """Give numbers that compare as the terms of a column do, what is unbound first."""
        kind = self._terms.kind_of(column)
        if kind in {b"", OTHER}:
            raise Unclear
        unbound = column == UNBOUND
        if kind != INTEGER:
            return np.where(unbound, -1, column.astype(np.int64))
        values = np.full(len(column), -np.iinfo(np.int64).max)
        values[~unbound] = self._terms.values(column[~unbound])
        return values

    def _first(self, selection: Selection) -> NDArray[np.intp]:
        """Find the first rows of an order; what is in it cannot be told apart by less."""
        keys = []
        for name, descending in reversed(selection.order):
            values = self._values[name] if name in self._values else self._rank(self._ids[name])
            keys.append(-values if descending else values)
        if not keys:
            return np.arange(selection.last or 0)
        return np.lexsort(keys)[: selection.last]


def _write(term: bytes) -> str:
    if term.startswith(b"_:"):
        raise Unclear
    return term.decode() or "UNDEF"


def _classes(columns: Sequence[NDArray[np.uint32]], rows: int) -> tuple[NDArray[np.intp], int]:
    """Number the different rows of some columns; give each its number, and how many there are."""
    places, number = np.zeros(rows, np.int64), min(rows, 1)
    for column in columns:
        values, inverse = np.unique(column, return_inverse=True)
        found, places = np.unique(places * len(values) + inverse, return_inverse=True)
        number = len(found)
    return places, number


def _count(column: Column, table: Table, places: NDArray[np.intp], number: int) -> Values:
    if column.of == "*":
        if column.distinct:
            raise Unclear
        return np.bincount(places, minlength=number)
    values = table.column(column.of)
    bound = values != UNBOUND
    places, values = places[bound], values[bound]
    if column.distinct:
        pairs = np.unique(places.astype(np.uint64) << np.uint64(32) | values)
        places = (pairs >> np.uint64(32)).astype(np.intp)
    return np.bincount(places, minlength=number)


class _Tokens:
    def __init__(self, items: Sequence[Token]) -> None:
        self._items, self._place = items, 0

    @property
    def more(self) -> bool:
        return self._place < len(self._items)

    @property
    def next(self) -> Token:
        if not self.more:
            raise Unclear
        return self._items[self._place]

    @property
    def offset(self) -> int | None:
        return self._items[self._place].offset if self.more else None

    def pop(self) -> Token:
        item = self.next
        self._place += 1
        return item

    def take(self, word: str) -> bool:
        """Pass over a keyword or a mark if it is next."""
        found = self.more and word in {self.next.keyword, self.next.text}
        self._place += found
        return found

    def require(self, word: str) -> None:
        if not self.take(word):
            raise Unclear

    def variable(self) -> str:
        item = self.pop()
        if item.kind != "variable":
            raise Unclear
        return item.text[1:]

    def variables(self) -> Iterator[str]:
        while self.more and self.next.kind == "variable":
            yield self.variable()


def _read_head(items: _Tokens) -> tuple[tuple[Column, ...], bool]:
    distinct = items.take("DISTINCT")
    columns = []
    while items.more and not items.take("WHERE"):
        if not items.take("("):
            columns.append(Column(items.variable()))
            continue
        aggregate = items.pop().keyword
        if aggregate not in _AGGREGATES:
            raise Unclear
        items.require("(")
        different = items.take("DISTINCT")
        of = "*" if items.take("*") else items.variable()
        items.require(")")
        items.require("AS")
        columns.append(Column(items.variable(), aggregate, of, different))
        items.require(")")
        if (of == "*" or different) and aggregate != "COUNT":
            raise Unclear
    if not columns:
        raise Unclear
    return tuple(columns), distinct


def _read_key(items: _Tokens) -> tuple[str, bool]:
    descending = items.take("DESC")
    if not descending and not items.take("ASC"):
        return items.variable(), False
    items.require("(")
    name = items.variable()
    items.require(")")
    return name, descending
