"""The graphs of a snapshot one by one, each in its own canonical form (RDFC-1.0).

A snapshot's blank nodes are labelled over all graphs at once, so a graph's lines change when only
another graph did. Here each graph is labelled by itself: equal graphs have equal bytes, whichever
snapshot they are in.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from cybernorms.namespaces import GRAPH
from cybernorms.store import canonical_nquads

FILES: Final = ("asserted.nq", "inferred.nq")
"""Of a snapshot, in the order in which its id is digested."""
WHOLE: Final = ""
"""Stands for the name of a graph where all of them are meant."""
_OTHERS: Final = "other/"
_BLANK: Final = b"_:"


@dataclass(frozen=True, slots=True)
class State:
    """What a graph is at a moment: SHA-256 of its canonical N-Quads in hexadecimal, statements."""

    digest: str
    statements: int


def stream_graphs(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give the statements of a snapshot folder as N-Quads lines, each with its graph's name.

    The lines of each graph come in the order of its canonical form; graphs take turns.
    """
    for file in (folder / name for name in FILES):
        waiting = {
            graph: _relabelled(lines) for graph, lines in _lines_with_blank_nodes(file).items()
        }
        for line in _lines(file):
            if _BLANK in line:
                continue
            graph = _graph_of(line)
            later = waiting.get(graph)
            while later and later[-1] < line:
                yield graph, later.pop()
            yield graph, line
        for graph, later in waiting.items():
            yield from ((graph, line) for line in reversed(later))


def graph_states(folder: Path) -> dict[str, State]:
    """Digest each graph of a snapshot folder."""
    digests: dict[str, Any] = defaultdict(hashlib.sha256)
    counts: dict[str, int] = defaultdict(int)
    for graph, line in stream_graphs(folder):
        digests[graph].update(line)
        counts[graph] += 1
    return {graph: State(digests[graph].hexdigest(), counts[graph]) for graph in digests}


def graph_path(graph: str) -> str:
    """Name a graph in addresses of dumps: ours by what its IRI ends in, others by a digest."""
    path = graph.removeprefix(str(GRAPH))
    is_plain = path == unquote(path) and not set(path) & set("?#") and "//" not in path
    if path != graph and is_plain and not path.startswith(_OTHERS):
        return path
    return _OTHERS + hashlib.sha256(graph.encode()).hexdigest()[:16]


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines


def _lines_with_blank_nodes(file: Path) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = defaultdict(list)
    for line in _lines(file):
        if _BLANK in line:  # in a literal, too; that does no harm
            found[_graph_of(line)].append(line)
    return found


def _relabelled(lines: list[bytes]) -> list[bytes]:
    """Label the blank nodes of one graph by themselves; the last line comes first."""
    return [f"{line}\n".encode() for line in reversed(canonical_nquads(b"".join(lines)))]


def _graph_of(line: bytes) -> str:
    """Read the name of the graph, which ends each line; an IRI has no < in it."""
    return line[line.rindex(b"<") + 1 : line.rindex(b">")].decode()
