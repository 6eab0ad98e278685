"""Rows to RDF: each cell a statement with a place, or a complaint about it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.namespaces import ID, RDF, VOID
from cybernorms.sources import (
    Cell,
    Document,
    Place,
    Triple,
    Unreadable,
    silenced_literal_complaints,
)
from cybernorms.spreadsheets.files import is_csv, read_tables
from cybernorms.spreadsheets.grid import COMMENT, Entry, Grid, Row
from cybernorms.spreadsheets.identity import Identities
from cybernorms.spreadsheets.layout import Layout, Sheet
from cybernorms.spreadsheets.table import Table, Unusable, key_of
from cybernorms.spreadsheets.values import NO_IRI, SEPARATOR, Tagged, Typed
from cybernorms.spreadsheets.whereabouts import CellWhereabouts
from cybernorms.terms import nearest

READ_ME: Final = "Read me"
LISTS: Final = "Lists"
KNOWN: Final = "Known names"
_UNREAD: Final = frozenset(map(key_of, (READ_ME, LISTS, KNOWN)))


def read_sheets(
    files: Mapping[str, bytes], name: URIRef, layout: Layout, base: str | None = None
) -> tuple[Document, ...]:
    """Read spreadsheets as RDF, a document a file, by its name in places.

    All CSV files are one workbook, whose rows refer to each other; each XLSX file and each ZIP
    archive of CSV files is one of its own. Files of a workbook that say nothing are left out,
    unless all do. Local ids are minted below the void:uriSpace that a workbook states, else below
    ``base``; where there is no place for it, below our own ids. Cells that cannot be read are
    ``unreadable`` in their document. Raises RdfSyntaxError for a file that cannot.
    """
    loose = {file: content for file, content in files.items() if is_csv(content)}
    books = [{file: content} for file, content in files.items() if file not in loose]
    documents: list[Document] = []
    for book in [*books, *([loose] if loose else [])]:
        read = _read_book(book, name, layout, base)
        documents += [d for d in read if d.triples or d.unreadable] or read
    return tuple(documents)


def _read_book(
    files: Mapping[str, bytes], name: URIRef, layout: Layout, base: str | None
) -> list[Document]:
    tables = [table for file, content in files.items() for table in read_tables(content, file)]
    with silenced_literal_complaints():
        parts = _Workbook(tables, layout, base).read()
    return [
        Document(
            file,
            name,
            hashlib.sha256(files[file]).hexdigest(),
            tuple(part.triples),
            part.whereabouts,
            tuple(part.unreadable),
        )
        for file, part in parts.items()
    ]


@dataclass(frozen=True, slots=True)
class _Part:
    """What was read of one file."""

    triples: dict[Triple, None] = field(default_factory=dict)
    whereabouts: CellWhereabouts = field(default_factory=CellWhereabouts)
    unreadable: list[Unreadable] = field(default_factory=list)


class _Workbook:
    """Tables whose rows refer to each other."""

    def __init__(self, tables: Iterable[Table], layout: Layout, base: str | None) -> None:
        tables = tuple(tables)
        self._layout = layout
        self._parts: dict[str, _Part] = {table.file: _Part() for table in tables}
        self._grids = [Grid(table, sheet) for table, sheet in self._matched(tables)]
        owned = any(c.property == VOID.uriSpace for s in layout.sheets for c in s.columns)
        self._names = Identities(layout, self._base() or base or (None if owned else str(ID)))

    def read(self) -> dict[str, _Part]:
        """Read the rows: what they are first, what they say then."""
        rows = []
        for grid in self._grids:
            self._parts[grid.table.file].whereabouts.add_sheet(grid)
            for row in grid.rows():
                if subject := self._names.add(grid, row):
                    self._parts[grid.table.file].whereabouts.add_row(subject, grid, row.number)
                    rows.append((grid, row, subject))
        for grid, row, subject in rows:
            self._read_row(grid, row, subject)
        for grid in self._grids:
            self._parts[grid.table.file].unreadable.extend(grid.unreadable)
        return self._parts

    def _matched(self, tables: Iterable[Table]) -> Iterator[tuple[Table, Sheet]]:
        sheets = {key_of(sheet.name): sheet for sheet in self._layout.sheets}
        for table in tables:
            if not table.rows or table.key in _UNREAD or table.name.startswith(COMMENT):
                continue
            sheet = sheets.get(table.key)
            if sheet is None:
                near = nearest(table.key, sheets)
                meant = sheets[near.name] if near else None
                complaint = _unknown_sheet(table, self._layout, meant)
                self._parts[table.file].unreadable.append(complaint)
                sheet = meant if near and near.certain else None
            if sheet is not None:
                yield table, sheet

    def _base(self) -> str | None:
        """Find the base that a row states as its void:uriSpace; shapes say if it is none."""
        for grid in self._grids:
            for row in grid.rows():
                for entry in row.entries:
                    text = entry.content
                    if entry.column.property == VOID.uriSpace and isinstance(text, str):
                        return text if NO_IRI.search(text) is None else None
        return None

    def _read_row(self, grid: Grid, row: Row, subject: URIRef) -> None:
        part = self._parts[grid.table.file]
        stated: list[tuple[Triple, Cell]] = []
        for entry in row.entries:
            for term in self._terms(grid, entry, subject):
                stated.append(((subject, entry.column.property, term), entry.cell))
        if not any(triple[1] == RDF.type for triple, _ in stated):
            stated.insert(0, ((subject, RDF.type, grid.sheet.member_of), grid.id_cell(row.number)))
        for triple, cell in stated:
            part.triples[triple] = None
            part.whereabouts.add_value(triple, cell)

    def _terms(self, grid: Grid, entry: Entry, subject: URIRef) -> Iterator[Node]:
        """Read a cell. What was certainly meant is taken, so that one slip is one complaint."""
        column, content = entry.column, entry.content
        if isinstance(content, Unusable):
            grid.complain(
                entry.cell,
                content.text,
                content.complaint,
                content.remedy,
                subject=subject,
                column=column,
            )
            return
        single = isinstance(column.values, (Typed, Tagged)) and not column.several
        for text in (content,) if single else map(str.strip, content.split(SEPARATOR)):
            if not text:
                continue
            term, complaint, remedy = column.values.read(text, self._names)
            if complaint:
                grid.complain(entry.cell, text, complaint, remedy, subject=subject, column=column)
            if term is not None:
                yield term


def _unknown_sheet(table: Table, layout: Layout, meant: Sheet | None) -> Unreadable:
    names = ", ".join(sheet.name for sheet in layout.sheets)
    message = f'no sheet "{table.name}" is asked for'
    return Unreadable(
        Place(table.file, 1, sheet=table.sheet),
        table.name,
        f'{message}; did you mean "{meant.name}"?' if meant else message,
        (f'Name it "{meant.name}"' if meant else f"Name it one of: {names}")
        + f"; or begin its name with {COMMENT} if it is a note of your own.",
    )
