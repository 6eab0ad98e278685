"""What a SELECT makes of solutions: groups, aggregates, distinct rows, the first in an order.

SPARQL 1.1 Query 11, 15 and 18.5, as far as numbers of terms tell it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cybernorms.store.columns.selection import Column, Selection
from cybernorms.store.columns.tables import Places, Table
from cybernorms.store.columns.terms import INTEGER, OTHER, UNBOUND, Ids, Terms
from cybernorms.store.rewriting import Unclear

_LARGEST: Final = 2.0**62
Values = NDArray[np.int64]


class Results:
    """The result of a selection: for each column, terms by their numbers or values."""

    def __init__(self, terms: Terms, selection: Selection, table: Table) -> None:
        """Work it out of solutions. Raises Unclear."""
        self._terms = terms
        self.rows, self.names = table.rows, [column.name for column in selection.columns]
        self._ids: dict[str, Ids] = {}
        self._values: dict[str, Values] = {}
        if selection.groups is None:
            self._ids = {column.name: table.column(column.name) for column in selection.columns}
            keys = {name: table.column(name) for name, _ in selection.order}
            self._ids |= keys
            if selection.distinct:
                if not keys.keys() <= {column.name for column in selection.columns}:
                    raise Unclear
                self._keep(_classes(list(self._ids.values()), self.rows)[1])
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

    def _keep(self, rows: Places) -> None:
        self._ids = {name: column[rows] for name, column in self._ids.items()}
        self._values = {name: column[rows] for name, column in self._values.items()}
        self.rows = len(rows)

    def _group(self, selection: Selection, table: Table, groups: tuple[str, ...]) -> None:
        places, first = _classes([table.column(name) for name in groups], table.rows)
        self.rows = number = len(first) if groups else 1  # without groups there is one, be it empty
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

    def _sum(self, column: Ids, places: Places, number: int) -> Values:
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

    def _extreme(self, column: Ids, places: Places, number: int, *, lowest: bool) -> Ids:
        """Give the lowest or highest term of each group; all have one kind."""
        if not len(column):
            return np.full(number, UNBOUND)
        if (column == UNBOUND).any():
            raise Unclear
        order = np.lexsort((self._rank(column), places))
        wanted = np.arange(number)
        if lowest:
            return column[order[np.searchsorted(places[order], wanted)]]
        return column[order[np.searchsorted(places[order], wanted, "right") - 1]]

    def _rank(self, column: Ids) -> Values:
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

    def _first(self, selection: Selection) -> Places:
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


def _classes(columns: Sequence[Ids], rows: int) -> tuple[Places, Places]:
    """Number the different rows of some columns: give each its number, and where each is first."""
    keys = np.zeros(rows, np.int64)
    for column in columns:
        _, places = np.unique(keys, return_inverse=True)
        values, inverse = np.unique(column, return_inverse=True)
        keys = places * len(values) + inverse
    _, first, places = np.unique(keys, return_index=True, return_inverse=True)
    return places, first


def _count(column: Column, table: Table, places: Places, number: int) -> Values:
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
