"""Where the statements of a spreadsheet stand."""

from dataclasses import dataclass, field

from rdflib.term import Node

from cybernorms.sources import Cell, Triple
from cybernorms.spreadsheets.grid import Grid


@dataclass(frozen=True, slots=True)
class CellWhereabouts:
    """The cells that state what a document states, filled while it is read."""

    _sheets: dict[Node, Grid] = field(default_factory=dict)
    _rows: dict[Node, tuple[Grid, int]] = field(default_factory=dict)
    _values: dict[Triple, Cell] = field(default_factory=dict)

    def add_sheet(self, grid: Grid) -> None:
        """Keep the sheet that is for the members of a class."""
        self._sheets.setdefault(grid.sheet.member_of, grid)

    def add_row(self, subject: Node, grid: Grid, row: int) -> None:
        """Keep the row that describes a subject."""
        self._rows.setdefault(subject, (grid, row))

    def add_value(self, triple: Triple, cell: Cell) -> None:
        """Keep the cell that states something."""
        self._values.setdefault(triple, cell)

    def subject(self, node: Node) -> Cell | None:
        """Give the cell that names a subject; of a class, the headings of its sheet."""
        if sheet := self._sheets.get(node):
            return sheet.head()
        found = self._rows.get(node)
        return found and found[0].id_cell(found[1])

    def value(self, triple: Triple) -> Cell | None:
        """Give the cell that states something."""
        return self._values.get(triple)

    def gap(self, node: Node, property_: Node) -> Cell | None:
        """Give the cell that a value of a subject's property belongs into."""
        found = self._rows.get(node)
        return found and found[0].cell(found[1], property_)
