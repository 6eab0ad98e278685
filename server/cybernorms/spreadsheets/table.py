"""A sheet as rows of cells, whatever file it comes from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SPACE: Final = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Unusable:
    """What a cell shows that cannot be read as its value."""

    text: str
    complaint: str
    remedy: str


Content = str | Unusable


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet that hold something, with their numbers from 1.

    ``sheet`` is its name where the file has several, and empty where the file is the sheet.
    """

    file: str
    name: str
    sheet: str
    rows: tuple[tuple[int, tuple[Content, ...]], ...]

    @property
    def key(self) -> str:
        """The name as it is compared: Implementing action is implementing-action.csv."""
        return key_of(self.name)


def key_of(name: str) -> str:
    """Write the name of a sheet so that spellings of it are equal."""
    return _SPACE.sub("-", name.strip()).casefold()


def make_table(file: str, name: str, sheet: str, rows: Iterable[Iterable[Content]]) -> Table:
    """Keep the rows that hold something."""
    kept = []
    for number, row in enumerate(rows, 1):
        cells = tuple(cell.strip() if isinstance(cell, str) else cell for cell in row)
        if any(cells):
            kept.append((number, cells))
    return Table(file, name, sheet, tuple(kept))
