"""Tables of solutions, and how they grow: by binary search in sorted columns."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cybernorms.store.columns.terms import UNBOUND, Ids
from cybernorms.store.rewriting import Unclear

Places = NDArray[np.intp]

_MOST_ROWS: Final = 5_000_000


class Table:
    """Solutions: the numbers of terms by variable, one for each row."""

    def __init__(self, rows: int, columns: Mapping[str, Ids]) -> None:
        """Take columns of ``rows`` numbers each."""
        self.rows, self.columns = rows, dict(columns)

    def pick(self, rows: Places | NDArray[np.bool_]) -> "Table":
        """Give some rows, by their places or a mask."""
        picked = {name: column[rows] for name, column in self.columns.items()}
        number = int(rows.sum()) if rows.dtype == np.bool_ else len(rows)
        return Table(number, picked)

    def bind(self, end: str | bytes, column: Ids) -> "Table":
        """Add the column of a variable; what is a given term gets none."""
        more = {end: column} if isinstance(end, str) else {}
        return Table(self.rows, {**self.columns, **more})

    def column(self, name: str) -> Ids:
        """Give a column; of a variable that no solution binds too."""
        found = self.columns.get(name)
        return np.full(self.rows, UNBOUND) if found is None else found


def count(ordered: Ids, number: int) -> int:
    """Count how often a number is in a sorted column."""
    wanted = np.uint32(number)
    return int(np.searchsorted(ordered, wanted, "right") - np.searchsorted(ordered, wanted, "left"))


def expand(ordered: Ids, wanted: Ids, rows: int) -> tuple[Places, Places]:
    """Find the places of the wanted numbers in a sorted column, with the row of each.

    ``wanted`` is a column of so many rows, or one number for all. Raises Unclear for too many.
    """
    first = np.broadcast_to(np.searchsorted(ordered, wanted, "left"), rows)
    counts = np.broadcast_to(np.searchsorted(ordered, wanted, "right"), rows) - first
    total = int(counts.sum())
    if total > _MOST_ROWS:
        raise Unclear
    of_row = np.repeat(np.arange(rows), counts)
    return of_row, np.arange(total) + np.repeat(first - (np.cumsum(counts) - counts), counts)


def meet(table: Table, rows: Places, end: str | bytes, found: Ids, known: Ids | None) -> Table:
    """Bind the other end of triples, or keep the rows where it is what is known of it already."""
    if known is None:
        return table.bind(end, found)
    return table.pick(found == (known[rows] if known.ndim else known))


def append(tables: Iterable[Table]) -> Table:
    """Put tables below each other."""
    tables = list(tables)
    names = dict.fromkeys(name for table in tables for name in table.columns)
    rows = sum(table.rows for table in tables)
    return Table(rows, {n: np.concatenate([table.column(n) for table in tables]) for n in names})
