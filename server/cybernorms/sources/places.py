"""Where each subject and each value is written: file, line and column."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

from rdflib.term import Node

Triple = tuple[Node, Node, Node]
# For each triple of a text, in order: the offsets in characters of its subject and of its object.
Spots = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1, the column in characters.

    Column 0 stands for the whole line. In a spreadsheet the line is a row and the column is one of
    its columns; ``heading`` is what stands above it, ``sheet`` the name of the sheet where the file
    has several.
    """

    file: str
    sheet: str = field(default="", kw_only=True)
    line: int
    column: int = 0
    heading: str = field(default="", kw_only=True)

    @property
    def cell(self) -> str | None:
        """The name of a cell as spreadsheets have it, such as C7; None for another place."""
        return f"{_letters(self.column)}{self.line}" if self.heading and self.column else None

    @property
    def position(self) -> str:
        """The place within its file, in short: 7:3, or Actions!C7."""
        if self.cell or self.sheet:
            return (f"{self.sheet}!" if self.sheet else "") + (self.cell or str(self.line))
        return f"{self.line}:{self.column}" if self.column else str(self.line)

    def __str__(self) -> str:
        """Write it as editors and terminals link it, or as people find a cell."""
        if not (self.cell or self.sheet):
            return f"{self.file}:{self.position}"
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        if not self.cell:
            return f"{self.file}{sheet}, row {self.line}"
        return f'{self.file}{sheet}, cell {self.cell} (row {self.line}, column "{self.heading}")'


class Cell(NamedTuple):
    """A cell of a spreadsheet: row and column from 1, with what a Place says of them."""

    row: int
    column: int
    heading: str
    sheet: str = ""


# Line and column, or a cell.
Position = tuple[int, int] | Cell


class Located(Protocol):
    """A document as far as places need it."""

    @property
    def file(self) -> str:
        """The name that places give."""

    @property
    def triples(self) -> Iterable[Triple]:
        """What the document states, in its order."""

    @property
    def whereabouts(self) -> "Whereabouts":
        """Where it states that."""


class Whereabouts(Protocol):
    """Tells where a document states what."""

    def subject(self, node: Node) -> Position | None:
        """Give the place where a subject is first written; None for no subject of it."""

    def value(self, triple: Triple) -> Position | None:
        """Give the place where the object of a triple is first written."""

    def gap(self, node: Node, property_: Node) -> Position | None:
        """Give the place that is kept for a value that a subject lacks; None where none is."""


class TextWhereabouts:
    """The places in a text, found out when the first is asked for.

    Reading a document natively tells no places; most documents have no faults, so only those that
    a report names are read a second time.
    """

    def __init__(
        self,
        text: str,
        triples: Collection[Triple],
        find: Callable[[str, Collection[Triple]], Spots],
    ) -> None:
        """Keep what is needed to find the spots of ``triples``, which are in the text's order."""
        self.text, self._triples, self._find = text, triples, find

    def subject(self, node: Node) -> tuple[int, int] | None:
        """Give line and column where a subject is first written; None for no subject of it."""
        return self._position(self._offsets[0].get(node))

    def value(self, triple: Triple) -> tuple[int, int] | None:
        """Give line and column where the object of a triple is first written."""
        return self._position(self._offsets[1].get(triple))

    def gap(self, node: Node, property_: Node) -> None:
        """Give no place: a text keeps none free."""

    def _position(self, offset: int | None) -> tuple[int, int] | None:
        if offset is None:
            return None
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    @cached_property
    def _lines(self) -> "array[int]":
        """List the offsets at which lines begin."""
        lines = array("Q", [0])
        at = self.text.find("\n")
        while at >= 0:
            lines.append(at + 1)
            at = self.text.find("\n", at + 1)
        return lines

    @cached_property
    def _offsets(self) -> tuple[Mapping[Node, int], Mapping[Triple, int]]:
        subjects: dict[Node, int] = {}
        values: dict[Triple, int] = {}
        spots = list(self._find(self.text, self._triples))
        if len(spots) == len(self._triples):  # no place rather than a wrong one
            for triple, (subject, value) in zip(self._triples, spots, strict=True):
                subjects.setdefault(triple[0], subject)
                values.setdefault(triple, value)
        return subjects, values


class Places:
    """The places in several documents, one a document for each question."""

    def __init__(self, documents: Iterable[Located] = ()) -> None:
        """Keep the documents, in the order in which their places are given."""
        self._documents = tuple(documents)

    def of_subject(self, node: Node) -> tuple[Place, ...]:
        """Tell where a subject is stated, one place for each file that states it."""
        found = ((d, d.whereabouts.subject(node)) for d in self._stating.get(node, ()))
        return tuple(_place(d.file, position) for d, position in found if position)

    def of_value(self, triple: Triple) -> tuple[Place, ...]:
        """Tell where the value of a statement is written, one place for each file."""
        found = ((d, d.whereabouts.value(triple)) for d in self._stating.get(triple[0], ()))
        return tuple(_place(d.file, position) for d, position in found if position)

    def of_gap(self, node: Node, properties: Iterable[Node]) -> tuple[Place, ...]:
        """Tell where a value that a subject lacks belongs: the place kept for the first property.

        Only spreadsheets have such places, one for each file that states the subject.
        """
        wanted = tuple(properties)
        places = []
        for document in self._stating.get(node, ()):
            gaps = (document.whereabouts.gap(node, property_) for property_ in wanted)
            if position := next((gap for gap in gaps if gap), None):
                places.append(_place(document.file, position))
        return tuple(places)

    @cached_property
    def _stating(self) -> Mapping[Node, list[Located]]:
        """Tell which documents state a subject, so that only they are searched."""
        stating: dict[Node, list[Located]] = {}
        for document in self._documents:
            for subject in {triple[0] for triple in document.triples}:
                stating.setdefault(subject, []).append(document)
        return stating


def _place(file: str, position: Position) -> Place:
    if isinstance(position, Cell):
        row, column, heading, sheet = position
        return Place(file, row, column, heading=heading, sheet=sheet)
    return Place(file, *position)


def _letters(column: int) -> str:
    """Name a column, from 1, as spreadsheets do: A, …, Z, AA, …"""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
