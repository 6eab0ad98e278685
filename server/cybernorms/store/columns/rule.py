"""A query's text with what columns found in the place of its pattern."""

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from cybernorms.store.columns.files import Triples, open_triples
from cybernorms.store.columns.pattern import PatternReader
from cybernorms.store.columns.results import Results
from cybernorms.store.columns.selection import read_selection
from cybernorms.store.columns.solving import solve
from cybernorms.store.rewriting import Data, Scene, Unclear

_FEW: Final = 200
"""Triples that are few enough for the engine to begin with: it looks up the others one by one."""
_MOST_ROWS: Final = 20_000
"""Rows that a text may have; of more the engine makes an answer as soon as it reads that text."""
_SIGN: Final = re.compile(
    r"(?<![\w?$:])(?:(?:COUNT|SUM|MIN|MAX|GROUP|EXISTS|MINUS)\b|ORDER\b.*(?<![\w?$:])LIMIT\b)",
    re.DOTALL,
)


_NO_DATA: Final = Data(ox.Store(), (), None)


class Columns:
    """The columns of a snapshot."""

    def __init__(self, triples: Triples, few: int = _FEW) -> None:
        """Take the triples; ``open_columns`` is the usual way to get here.

        What the engine can answer beginning from fewer than ``few`` triples is left to it.
        """
        self._triples, self._few = triples, few

    def rewrite(self, text: str, base: str | None) -> str | None:
        """Give a query for the same answer that has all of it as VALUES, or None.

        Order and limits stay, so that the engine keeps to them; of rows behind the last one that is
        wanted it gets none. Nothing is given for a text that the engine would not accept.
        """
        if not _SIGN.search(text.upper()):
            return None
        try:
            return self._rewrite(Scene(text, base, _NO_DATA))
        except (Unclear, RecursionError, LookupError, SyntaxError, ValueError, MemoryError):
            return None

    def _rewrite(self, scene: Scene) -> str | None:
        outline = scene.outline
        if outline.form != "SELECT" or outline.where is None:
            return None
        selection = read_selection(outline.head, outline.tail)
        pattern = PatternReader(scene).read(outline.where)
        if not selection.is_selective and not pattern.conditions:
            return None
        solutions = solve(self._triples, pattern, self._few)
        results = Results(self._triples.terms, selection, solutions)
        if results.rows > _MOST_ROWS:
            return None
        scene.require_query()
        rows = "\n".join(results.write())
        names = " ".join(f"?{name}" for name in results.names)
        tail = "" if selection.tail is None else scene.text[selection.tail :]
        return f"SELECT {names} {{ VALUES ({names}) {{\n{rows}\n}} }} {tail}"


def open_columns(folder: Path, few: int = _FEW) -> Columns:
    """Open the columns of a snapshot's folder. Raises EngineError when they can not be read."""
    return Columns(open_triples(folder), few)
