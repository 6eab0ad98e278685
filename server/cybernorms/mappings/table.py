"""A table of SSSOM/TSV: the metadata at its head, and its rows with the place of each cell.

https://mapping-commons.github.io/sssom/spec-formats-tsv/, with the metadata in the same file.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final, NoReturn

import yaml

from cybernorms import tokens
from cybernorms.errors import RdfSyntaxError
from cybernorms.mappings.slots import BUILT_IN

_MOST_METADATA: Final = 65536
_PREFIX: Final = re.compile(r"[A-Za-z_][\w.-]*\Z")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: its text, its offset in the file in characters, and the name of its slot."""

    text: str
    offset: int
    slot: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file has: metadata by slot, prefixes, and rows of filled cells by slot.

    A row begins with its offset; ``head`` is that of the names of the columns.
    """

    metadata: dict[str, tuple[Cell, ...]]
    prefixes: dict[str, str]
    rows: tuple[tuple[int, dict[str, Cell]], ...]
    columns: tuple[str, ...]
    head: int


class Faults:
    """Raises what is wrong with a text, with its place."""

    def __init__(self, text: str, file: str) -> None:
        """Tell of ``text``, which is that of ``file``."""
        self._text, self._file = text, file

    def at(self, offset: int, message: str) -> NoReturn:
        """Raise an RdfSyntaxError with line and column of an offset."""
        raise RdfSyntaxError(self._file, message, tokens.position(self._text, offset))

    def of(self, cell: Cell, message: str) -> NoReturn:
        """Raise an RdfSyntaxError for a cell, with the name of its column."""
        self.at(cell.offset, f"{cell.slot}: {message}")


def read_table(text: str, file: str) -> Table:
    """Read the text of a table. Raises RdfSyntaxError for what is none."""
    faults = Faults(text, file)
    body = _end_of_metadata(text)
    metadata = _read_metadata(text[:body], faults)
    prefixes = _prefixes(metadata.pop("curie_map", {}), text, faults)
    values = {name: tuple(_cells(name, value, text, faults)) for name, value in metadata.items()}
    columns, rows = _read_rows(text, body, faults)
    return Table(values, prefixes, rows, columns, body)


def _end_of_metadata(text: str) -> int:
    """Give the offset at which the lines end that begin with #."""
    end = 0
    while text.startswith("#", end):
        end = text.find("\n", end) + 1 or len(text)
    return end


def _read_metadata(head: str, faults: Faults) -> dict[str, Any]:
    if not head.strip():
        faults.at(0, "no SSSOM: metadata is missing; begin with lines of YAML, each behind a #")
    if len(head) > _MOST_METADATA:
        faults.at(0, f"the metadata has more than {_MOST_METADATA} characters")
    document = "".join(line.removeprefix("#") for line in head.splitlines(keepends=True))
    try:
        found = yaml.load(document, yaml.BaseLoader)  # noqa: S506 (it makes nothing but strings)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        offset = sum(map(len, head.splitlines(keepends=True)[:line]))
        faults.at(offset, f"the metadata is no YAML: {error.problem}")
    except (yaml.YAMLError, RecursionError):
        faults.at(0, "the metadata is no YAML")
    if not isinstance(found, dict):
        faults.at(0, "the metadata has no names of slots, such as  # license: https://…")
    return {str(name): value for name, value in found.items()}


def _prefixes(given: object, text: str, faults: Faults) -> dict[str, str]:
    """Join the prefixes that are declared to those that need not be."""
    if not isinstance(given, dict):
        faults.at(_offset_of("curie_map", text), "curie_map: a prefix and its IRI on each line")
    for name, iri in given.items():
        at = _offset_of(str(name), text)
        if not isinstance(iri, str) or not _PREFIX.match(str(name)) or not _ABSOLUTE.match(iri):
            faults.at(at, f"curie_map: {name} is no prefix of an absolute IRI")
        if BUILT_IN.get(name, iri) != iri:
            faults.at(at, f"curie_map: {name} always stands for {BUILT_IN[name]}")
    return {**BUILT_IN, **given}


def _cells(name: str, value: object, text: str, faults: Faults) -> Iterator[Cell]:
    offset = _offset_of(name, text)
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, str):
            faults.at(offset, f"{name}: a text or a list of texts is wanted")
        if each.strip():
            yield Cell(each.strip(), offset, name)


def _offset_of(name: str, text: str) -> int:
    found = re.search(rf"^#\s*{re.escape(name)}\s*:", text, re.MULTILINE)
    return found.start() if found else 0


def _read_rows(
    text: str, body: int, faults: Faults
) -> tuple[tuple[str, ...], tuple[tuple[int, dict[str, Cell]], ...]]:
    """Read the rows; a quoted cell may span lines, so that a row's place is where it begins."""
    lines = text[body:].splitlines(keepends=True)
    if not lines:
        faults.at(len(text), "no columns: subject_id, predicate_id, object_id, … are missing")
    delimiter = "\t" if "\t" in lines[0] else ","
    reader = csv.reader(StringIO(text[body:], newline=""), delimiter=delimiter, strict=True)
    starts = [body]
    for line in lines:
        starts.append(starts[-1] + len(line))
    rows: list[tuple[int, dict[str, Cell]]] = []
    columns: tuple[str, ...] = ()
    before = 0
    try:
        for values in reader:
            offset, before = starts[before], reader.line_num
            if not columns:
                columns = _columns(values, offset, faults)
            elif any(value.strip() for value in values):
                if len(values) > len(columns):
                    faults.at(
                        offset, f"{len(values)} cells, where there are {len(columns)} columns"
                    )
                cells = _locate(values, text, offset)
                row = zip(columns, cells, strict=False)
                rows.append((offset, {n: Cell(t, at, n) for n, (t, at) in row if t}))
    except csv.Error as error:
        faults.at(starts[min(before, len(lines) - 1)], f"no table: {error}")
    return columns, tuple(rows)


def _columns(values: list[str], offset: int, faults: Faults) -> tuple[str, ...]:
    columns = tuple(value.strip() for value in values)
    for name in columns:
        if columns.count(name) > 1:
            faults.at(offset, f"there are two columns {name}" if name else "a column has no name")
    return columns


def _locate(values: list[str], text: str, offset: int) -> Iterator[tuple[str, int]]:
    """Give each value of a row with its offset, where a quoted one is longer than it reads."""
    for value in values:
        yield value.strip(), offset
        quoted = text.startswith('"', offset)
        offset += len(value) + 1 + (value.count('"') + 2 if quoted else 0)
