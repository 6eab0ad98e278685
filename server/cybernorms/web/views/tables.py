"""Tables that hold agreements side by side: a column each, and in a row what belongs together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cybernorms.web.frame import Fact
from cybernorms.web.records import Record
from cybernorms.web.terms import Term
from cybernorms.web.views.choosing import slug_of

Column = TypeVar("Column")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a cell: what it is, and the statement that it rests on.

    ``shown`` is what stands for it if that is not its label, and ``details`` say more of it;
    ``wording`` is in the words of a source, ``notes`` are in ours.
    """

    term: Term
    basis: Fact
    shown: Term | None = None
    details: tuple[Term, ...] = ()
    wording: tuple[Term, ...] = ()
    notes: tuple[Term, ...] = ()

    @property
    def name(self) -> str:
        """What is shown."""
        return (self.shown or self.term).name

    @property
    def slug(self) -> str:
        """The slug of what is shown."""
        return slug_of(self.shown or self.term)


@dataclass(frozen=True, slots=True)
class Row:
    """What belongs together, with a cell for each column; ``links`` say why it does."""

    head: Term
    cells: tuple[tuple[Entry, ...], ...]
    links: tuple[Record, ...] = ()

    @property
    def is_derived(self) -> bool:
        """Whether only reasoning puts anything into it."""
        return all(entry.basis.is_derived for cell in self.cells for entry in cell)

    @property
    def differs(self) -> bool:
        """Whether two columns do not show the same."""
        return len({frozenset(entry.name for entry in cell) for cell in self.cells}) > 1

    @property
    def filled(self) -> int:
        """How many columns have something."""
        return sum(bool(cell) for cell in self.cells)


def tabulate(
    columns: Sequence[Column], entries: Callable[[Column], Iterable[tuple[Term, Entry]]]
) -> list[Row]:
    """Make a table of the entries of each column, each with the head of the row that it is in.

    Rows come in the order in which their heads do.
    """
    cells: dict[Term, list[dict[Entry, None]]] = {}
    for place, column in enumerate(columns):
        for head, entry in entries(column):
            cells.setdefault(head, [{} for _ in columns])[place][entry] = None
    return [Row(head, tuple(map(tuple, row))) for head, row in cells.items()]
