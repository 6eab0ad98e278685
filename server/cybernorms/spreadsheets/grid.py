"""A table beside the sheet that it stands for: which of its columns says what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.sources import Cell, Place, Unreadable
from cybernorms.spreadsheets.layout import ID_HEADING, Column, Sheet
from cybernorms.spreadsheets.table import Content, Table, Unusable
from cybernorms.spreadsheets.values import Tagged
from cybernorms.terms import nearest, shorten

COMMENT: Final = "#"
REQUIRED: Final = " *"
_LANGUAGE: Final = re.compile(r"(.*\S)\s*\[([A-Za-z]{2,8}(?:-[A-Za-z0-9]+)*)\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell that is not empty, with its column."""

    column: Column
    cell: Cell
    content: Content


@dataclass(frozen=True, slots=True)
class Row:
    """A row that describes something: its id, and its other cells that are not empty."""

    number: int
    id: Content
    entries: tuple[Entry, ...]


class Grid:
    """The rows of a table, below the first that is neither empty nor a comment."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        """Find the columns. What is wrong with their headings is in ``unreadable``."""
        self.table, self.sheet = table, sheet
        self.unreadable: list[Unreadable] = []
        self.id_column = 0
        self._columns: dict[int, tuple[Column, str]] = {}
        lines = [(number, row) for number, row in table.rows if not _is_comment(row)]
        self._header, headings = lines[0] if lines else (1, ())
        self._lines = lines[1:]
        for index, heading in enumerate(headings, 1):
            if heading:
                self._take(index, heading.text if isinstance(heading, Unusable) else heading)
        if not self.id_column:
            place = Place(table.file, self._header, sheet=table.sheet)
            message = f'there is no column "{ID_HEADING}", so that nothing can refer to a row'
            self.unreadable.append(
                Unreadable(place, "", message, f'Add the column "{ID_HEADING}".')
            )

    def rows(self) -> Iterator[Row]:
        """Give the rows, in their order."""
        for number, row in self._lines:
            id_ = row[self.id_column - 1] if 0 < self.id_column <= len(row) else ""
            entries = tuple(
                Entry(column, Cell(number, index, heading, self.table.sheet), row[index - 1])
                for index, (column, heading) in self._columns.items()
                if index <= len(row) and row[index - 1]
            )
            yield Row(number, id_, entries)

    def head(self) -> Cell:
        """Give the row of the headings."""
        return Cell(self._header, 0, "", self.table.sheet)

    def id_cell(self, row: int) -> Cell:
        """Give the cell that names what a row describes."""
        return Cell(row, self.id_column, ID_HEADING, self.table.sheet)

    def cell(self, row: int, property_: Node) -> Cell | None:
        """Give the cell of a row that has or would have a property's value."""
        for index, (column, heading) in self._columns.items():
            if column.property == property_:
                return Cell(row, index, heading, self.table.sheet)
        return None

    def place(self, cell: Cell) -> Place:
        """Name a cell of this table in full."""
        return Place(self.table.file, cell.row, cell.column, heading=cell.heading, sheet=cell.sheet)

    def complain(
        self,
        cell: Cell,
        text: str,
        message: str,
        remedy: str,
        *,
        subject: URIRef | None = None,
        column: Column | None = None,
    ) -> None:
        """Note that a cell does not say what it should."""
        about = (column.property, column.shape) if column else (None, None)
        unreadable = Unreadable(self.place(cell), text, message, remedy, subject, *about)
        self.unreadable.append(unreadable)

    def _take(self, index: int, written: str) -> None:
        heading = written.removesuffix(REQUIRED.strip()).strip()
        if heading.casefold() == ID_HEADING:
            self.id_column = index
            return
        column = self._find(heading)
        if column is None:
            column = self._complain_of_heading(index, written, heading)
        if column is not None:
            self._columns[index] = (column, heading)

    def _complain_of_heading(self, index: int, written: str, heading: str) -> Column | None:
        """Say that there is no such column; give the one that was surely meant."""
        known = [column.heading for column in self.sheet.columns]
        near = nearest(heading, known)
        message = f'the sheet has no column "{heading}"'
        remedy = f"Choose one of: {', '.join(known)}."
        if near:
            message, remedy = f'{message}; did you mean "{near.name}"?', f'Write "{near.name}".'
        self.complain(
            Cell(self._header, index, written, self.table.sheet), written, message, remedy
        )
        return self._find(near.name) if near and near.certain else None

    def _find(self, heading: str) -> Column | None:
        for known in self.sheet.columns:
            if heading.casefold() == known.heading.casefold() or heading in (
                shorten(known.property),
                str(known.property),
            ):
                return known
        match = _LANGUAGE.fullmatch(heading)
        column = self._find(match[1]) if match else None
        if match and column and isinstance(column.values, Tagged):
            return replace(column, values=Tagged(match[2]))
        return None


def _is_comment(row: tuple[Content, ...]) -> bool:
    return isinstance(row[0], str) and row[0].startswith(COMMENT)
