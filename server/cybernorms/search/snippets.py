"""Texts with the places where they fit what was looked for."""

from dataclasses import dataclass
from typing import Final

OPEN: Final = "\x02"
CLOSE: Final = "\x03"
"""What FTS5 is told to put around a match. XML 1.0 has no such characters, so texts have none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; whether it ``fits`` what was looked for."""

    text: str
    fits: bool = False


def read_pieces(marked: str) -> tuple[Piece, ...]:
    """Read a text that FTS5 marked."""
    pieces: list[Piece] = []
    for part in marked.split(OPEN):
        fitting, closed, rest = part.rpartition(CLOSE) if CLOSE in part else ("", "", part)
        pieces += [Piece(fitting, fits=True)] if closed and fitting else []
        pieces += [Piece(rest)] if rest else []
    return tuple(pieces)


def is_marked(text: str) -> bool:
    """Tell whether FTS5 found anything in a text."""
    return OPEN in text
