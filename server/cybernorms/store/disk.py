"""The Stores of a snapshot on disk, where they would take too much memory.

They are RocksDB databases beside the N-Quads that they were made from, opened read-only: that takes
a few milliseconds at any size. Some of their files are opened at once and the others when they are
first read, so a forked process has to be able to open these. They are never written. What RocksDB's
own threads would do, compact and write, is not done here; no fork misses them.
"""

import re
from collections.abc import Iterator, Mapping
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from cybernorms.engine import Entailment
from cybernorms.errors import EngineError

FOLDER: Final = "store"
COLUMNS: Final = "columns"
"""The folder of what ``store.columns`` knows; that module brings numpy, which most do without."""
FILES: Final[Mapping[Entailment, tuple[str, ...]]] = {
    "none": ("asserted.nq",),
    "owlrl": ("asserted.nq", "inferred.nq"),
}
"""The files of a snapshot that the Store of an entailment regime holds."""
REGIMES: Final = tuple(FILES)

_BLOCK: Final = 1 << 20
_LABELLED: Final = re.compile(rb"(?m)^[^\n]*?_:[^\n]*\n")
_GRAPH: Final = re.compile(rb" <[^<> ]*> \.\n")


def write_stores(folder: Path, target: Path) -> None:
    """Load the N-Quads of a snapshot's folder into Stores below another, one for each regime.

    Raises EngineError when a Store can not be written, or a file does not parse.
    """
    for entailment in FILES:
        write_store(folder, target, entailment)


def write_store(folder: Path, target: Path, entailment: Entailment) -> None:
    """Load one of them; raises as ``write_stores`` does."""
    path = target / entailment
    path.mkdir(parents=True)
    try:
        store = ox.Store(str(path))
        fill(store, [folder / file for file in FILES[entailment]])
        store.flush()
        store.optimize()
    except OSError as error:
        raise EngineError(f"{path}: the store can not be written: {error}") from None
    except SyntaxError as error:
        raise EngineError(f"{folder}: not N-Quads: {error}") from None


def has_stores(folder: Path) -> bool:
    """Tell whether a snapshot's folder has Stores inside it."""
    return (folder / FOLDER).is_dir()


def open_stores(folder: Path) -> dict[Entailment, ox.Store]:
    """Open the Stores of a snapshot's folder. Raises EngineError when one can not be read."""
    try:
        return {
            entailment: ox.Store.read_only(str(folder / FOLDER / entailment))
            for entailment in FILES
        }
    except OSError as error:
        raise EngineError(f"{folder}: its store can not be opened: {error}") from None


def fill(store: ox.Store, files: list[Path]) -> None:
    """Load sound N-Quads into a Store, as the default graph and each graph by its name.

    Raises OSError, and SyntaxError for what is no N-Quads.
    """
    for file in files:
        with file.open("rb") as quads:
            plain = _Lines(quads, _GRAPH)
            # Lenient: a build wrote them, and their IRIs need not be checked again.
            store.bulk_load(cast(BinaryIO, plain), format=ox.RdfFormat.N_TRIPLES, lenient=True)
            quads.seek(0)
            lines = cast(BinaryIO, _Lines(quads))
            store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
        # A load gives other labels to blank nodes, each time, so these are added one by one.
        for graph in (ox.DefaultGraph(), None):
            store.extend(
                ox.Quad(quad.subject, quad.predicate, quad.object, graph or quad.graph_name)
                for quad in ox.parse(bytes(plain.labelled), format=ox.RdfFormat.N_QUADS)
            )


class _Lines(RawIOBase):
    """Canonical N-Quads to be read by the engine, but for those with blank nodes."""

    def __init__(self, quads: BinaryIO, left_out: "re.Pattern[bytes] | None" = None) -> None:
        """Take an open file as a build writes it; the end of lines that matches is left out."""
        super().__init__()
        self.labelled = bytearray()
        self._blocks = self._read(quads, left_out)
        self._rest = memoryview(b"")

    def read(self, size: int = _BLOCK) -> bytes:
        """Give up to so many bytes, none at the end."""
        while not self._rest and (block := next(self._blocks, None)) is not None:
            self._rest = memoryview(block)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)

    def _read(self, quads: BinaryIO, left_out: "re.Pattern[bytes] | None") -> Iterator[bytes]:
        while block := quads.read(_BLOCK) + quads.readline():
            if b"_:" in block:
                self.labelled += b"".join(_LABELLED.findall(block))
                block = _LABELLED.sub(b"", block)
            # Only the end of a line is followed by a line break: literals have theirs escaped.
            yield left_out.sub(b" .\n", block) if left_out else block
