"""The process that makes the dumps of a release: ``python -m cybernorms.dumps.making STATE ID``."""

import fcntl
import gzip
import hashlib
import io
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

import msgspec
import zstandard

from cybernorms.dumps.graphs import FILES, WHOLE, graph_path, stream_graphs
from cybernorms.dumps.shelf import CODINGS, INDEX, Dump, DumpSet
from cybernorms.files import sync_folder
from cybernorms.store.export import export_dataset

_OF_A_GRAPH: Final = ("nq", "ttl", "jsonld")
_OF_ALL: Final = ("nq", "trig", "ttl", "jsonld")
_UNFINISHED: Final = ".unfinished-"
_SPOOLED: Final = 1024 * 1024
"""Bytes of a graph that are held before they are written to its file."""
_LEVELS: Final = {"gz": 6, "zst": 9}
_NICENESS: Final = 5


def make_dumps(state_dir: Path, release: str) -> None:
    """Make the dumps of a kept snapshot, unless they are there, and drop those of dropped ones.

    They appear together or not at all. One process at a time makes dumps below a state folder.
    """
    shelf = state_dir / "dumps"
    shelf.mkdir(exist_ok=True)
    with (shelf / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _clear(shelf, state_dir / "snapshots")
        if (shelf / release).exists():
            return
        unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=shelf))
        try:
            _fill(unfinished, state_dir / "snapshots" / release)
            unfinished.chmod(0o755)
            sync_folder(unfinished)
            unfinished.rename(shelf / release)
        except BaseException:
            shutil.rmtree(unfinished)
            raise


def _clear(shelf: Path, snapshots: Path) -> None:
    """Remove what a killed process has left, and dumps of what is not kept any more."""
    for folder in shelf.glob("*/"):
        if folder.name.startswith(_UNFINISHED) or not (snapshots / folder.name).exists():
            shutil.rmtree(folder)


def _fill(folder: Path, snapshot: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as spool:
        graphs, counts = _spool(snapshot, Path(spool))
        files = [
            dump
            for graph, file in sorted(graphs.items())
            for format_ in _OF_A_GRAPH
            for dump in _dump(folder, graph, [file], format_)
        ]
        quads = [snapshot / name for name in FILES]
        files += [dump for format_ in _OF_ALL for dump in _dump(folder, WHOLE, quads, format_)]
    index = msgspec.json.encode(DumpSet(snapshot.name, counts, tuple(files)))
    with (folder / INDEX).open("wb") as file:
        _finish(file, index)


def _spool(snapshot: Path, folder: Path) -> tuple[dict[str, Path], dict[str, int]]:
    """Write each graph into a file of its own; count their statements."""
    held: dict[str, list[bytes]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    files: dict[str, Path] = {}

    def write(graph: str) -> None:
        file = files.setdefault(graph, folder / str(len(files)))
        with file.open("ab") as spool:
            spool.writelines(held.pop(graph))
        sizes[graph] = 0

    for graph, line in stream_graphs(snapshot):
        held[graph].append(line)
        sizes[graph] += len(line)
        counts[graph] += 1
        if sizes[graph] > _SPOOLED:
            write(graph)
    for graph in tuple(held):
        write(graph)
    return files, counts


def _dump(folder: Path, graph: str, quads: list[Path], format_: str) -> Iterator[Dump]:
    """Write N-Quads files in a format, in each coding; files are named by their digests."""
    unfinished = {coding: folder / f"new.{coding}" for coding in CODINGS}
    with ExitStack() as open_files:
        outputs = [
            open_files.enter_context(_encoding(open_files.enter_context(path.open("wb")), coding))
            for coding, path in unfinished.items()
        ]
        fan = _Fan(outputs)
        with io.BufferedWriter(fan, _SPOOLED) as output:
            if format_ == "nq":  # what is there already, to the byte
                for path in quads:
                    with path.open("rb") as content:
                        shutil.copyfileobj(content, output)
            else:
                export_dataset(quads, format_, output)
            output.flush()
    stem = graph_path(graph) if graph != WHOLE else ""
    for coding, path in unfinished.items():
        with path.open("r+b") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            os.fsync(file.fileno())
        path.rename(folder / sha256)
        name = f"{stem}.{format_}.{coding}"
        yield Dump(graph, name, format_, coding, size, sha256, fan.size, fan.digest.hexdigest())


class _Fan(io.RawIOBase):
    """Writes to several files at once, and digests what it writes."""

    def __init__(self, outputs: Iterable[IO[bytes]]) -> None:
        self._outputs = tuple(outputs)
        self.digest, self.size = hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:  # noqa: ANN401 - any buffer
        self.digest.update(content)
        self.size += len(content)
        for output in self._outputs:
            output.write(content)
        return len(content)


def _encoding(file: IO[bytes], coding: str) -> IO[bytes]:
    """Write to a file in a coding; the same content gives the same bytes."""
    if coding == "gz":
        return gzip.GzipFile("", "wb", _LEVELS[coding], file, mtime=0)  # type: ignore[return-value]
    return zstandard.ZstdCompressor(_LEVELS[coding]).stream_writer(file, closefd=False)


def _finish(file: IO[bytes], content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


if __name__ == "__main__":
    os.nice(_NICENESS)
    make_dumps(Path(sys.argv[1]), sys.argv[2])
