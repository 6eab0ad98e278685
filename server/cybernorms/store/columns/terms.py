"""Terms as numbers: a file with a line for each, sorted, the number of a line being its term's.

A line begins with the letter of a kind, and terms of a kind lie together in the order that SPARQL
gives them (SPARQL 1.1 Query 15.1), so that numbers compare as their terms do. Integers are the one
exception, for their digits sort otherwise; the kind ``OTHER`` has no order at all. Days, months and
years are one kind, because the engine puts them in one order, by their digits.
"""

import mmap
import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from cybernorms.namespaces import XSD

Ids = NDArray[np.uint32]
UNBOUND: Final = np.uint32(0xFFFFFFFF)
"""Stands for no term."""

IRI, DATE, ENGLISH, INTEGER, STRING, OTHER = KINDS = tuple(bytes([letter]) for letter in b"adensx")
DAY: Final = b" d"
"""What ends the line of a day; a space is less than what digits may be followed by."""

_Ends = tuple[bytes, bytes, re.Pattern[bytes]]
"""How a literal ends, how its line does, and what may be inside."""


def _typed(name: str, end: bytes, inner: bytes) -> _Ends:
    return b'"^^<%s%s>' % (str(XSD).encode(), name.encode()), end, re.compile(inner)


_LITERALS: Final[Mapping[bytes, tuple[_Ends, ...]]] = {
    DATE: (
        _typed("date", DAY, rb"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        _typed("gYearMonth", b" m", rb"[0-9]{4}-[0-9]{2}"),
        _typed("gYear", b" y", rb"[0-9]{4}"),
    ),
    ENGLISH: ((b'"@en', b"", re.compile(rb"[^\\]*")),),
    INTEGER: (_typed("integer", b"", rb"0|-?[1-9][0-9]{0,17}"),),
    STRING: ((b'"', b"", re.compile(rb"[^\\]*")),),
}
_AS_IT_IS: Final = re.compile(rb'_:.*|"[^\\]*"@[a-z]+', re.DOTALL)


def line_of(term: bytes) -> bytes:
    """Give the line, without its end, of a term in N-Triples."""
    if term.startswith(b"<"):
        return IRI + term[1:-1]
    return _line_of_literal(term) or _line_of_literal(_canonical(term)) or OTHER + _canonical(term)


def _line_of_literal(term: bytes) -> bytes:
    """Give the line of a literal of a kind that has an order; none has an escape."""
    for kind, forms in _LITERALS.items():
        for tail, end, inner in forms:
            if term.endswith(tail) and inner.fullmatch(term, 1, len(term) - len(tail)):
                return kind + term[1 : -len(tail)] + end
    return b""


def term_of(line: bytes) -> bytes:
    """Give the term in N-Triples that a line, without its end, stands for."""
    kind, rest = line[:1], line[1:]
    if kind == IRI:
        return b"<" + rest + b">"
    for tail, end, _ in _LITERALS.get(kind, ()):
        if rest.endswith(end):
            return b'"' + rest[: len(rest) - len(end)] + tail
    return rest


@lru_cache(maxsize=65_536)
def _canonical(term: bytes) -> bytes:
    """Write a term as the engine's store gives it back."""
    if _AS_IT_IS.fullmatch(term):
        return term
    store = ox.Store()
    store.bulk_load(b"<a:> <a:> " + term + b" .", ox.RdfFormat.N_TRIPLES, lenient=True)
    return str(next(iter(store)).object).encode()


def mapped(file: Path) -> NDArray[Any]:
    """Map the array in a file into memory. Raises OSError, and ValueError for what is none."""
    return np.asarray(np.load(file, mmap_mode="r"))


class Terms:
    """The lines of a file, looked up either way. The file is mapped, not read."""

    def __init__(self, lines: Path, starts: Path, integers: Path, days: Path) -> None:
        """Open the lines, where each starts, the values of integers, and which dates are days.

        Raises OSError.
        """
        with lines.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._starts, self._integers, self._days = map(mapped, (starts, integers, days))
        self._count = len(self._starts) - 1
        bounds = [*(self.place(kind) for kind in KINDS), self._count]
        self._kinds = dict(zip(KINDS, pairwise(bounds), strict=True))

    def find(self, term: bytes) -> int | None:
        """Give the number of a term in N-Triples, or None if it is not there."""
        line = line_of(term)
        place = self.place(line)
        return place if place < self._count and self._line(place) == line else None

    def place(self, line: bytes) -> int:
        """Tell how many terms sort before a line."""
        return bisect_left(range(self._count), line, key=self._line)

    def write(self, column: Ids) -> list[bytes]:
        """Give the terms of a column in N-Triples; nothing stands for none."""
        numbers = column.tolist()
        written = {n: term_of(self._line(n)) for n in set(numbers) if n != UNBOUND}
        return [written.get(n, b"") for n in numbers]

    def kind_of(self, column: Ids) -> bytes:
        """Name the kind that all terms of a column are of, or none. Some may be unbound."""
        bound = column[column != UNBOUND]
        if not len(bound):
            return IRI
        low, high = int(bound.min()), int(bound.max())
        return next(
            (kind for kind, (start, end) in self._kinds.items() if start <= low and high < end), b""
        )

    def values(self, column: Ids) -> NDArray[np.int64]:
        """Give the values of a column of integers."""
        values: NDArray[np.int64] = self._integers[column - np.uint32(self._kinds[INTEGER][0])]
        return values

    def are_days(self, column: Ids) -> NDArray[np.bool_]:
        """Tell which of a column of dates are days, and not months or years."""
        days: NDArray[np.bool_] = self._days[column - np.uint32(self._kinds[DATE][0])]
        return days

    def _line(self, number: int) -> bytes:
        return self._lines[int(self._starts[number]) : int(self._starts[number + 1]) - 1]
