"""Snapshots brought into an engine as sets of graphs, and taken away again.

The names of a set's graphs go in first and the word that it is whole last, so a load that was
stopped anywhere can be seen and removed. Files are read line by line and sent in pieces.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cybernorms.namespaces import is_inferred
from cybernorms.remote.link import RESULTS, Link
from cybernorms.remote.naming import ASSERTS, IS, NODE, STATE, GraphSet, sets_graph

Progress = Callable[[int], None]
"""Is told how many statements of the snapshot are in the engine."""

_PIECE: Final = 4_000_000
"""Bytes of statements that are gathered before they are sent, a part to each graph."""
_PART: Final = 250_000
"""Bytes sent at once, at most; an engine without the Graph Store Protocol parses them as a text."""
_SUBJECT: Final = re.compile(rb"^_:([^ ]+)")
_OBJECT: Final = re.compile(rb" _:([^ ]+)$")
_NODE: Final = b"<" + NODE.encode() + rb"\1>"


def is_whole(link: Link, set_: GraphSet) -> bool:
    """Tell whether all graphs of a set are in the engine. Raises EngineUnavailableError."""
    return link.holds(f'GRAPH <{set_.names}> {{ <{set_.iri}> <{STATE}> "whole" }}')


def load_set(link: Link, set_: GraphSet, folder: Path, told: Progress) -> None:
    """Load a snapshot's folder unless it is there; what a stopped load left goes first.

    Raises EngineUnavailableError and EngineError; what is in the engine then is removed by the
    next load.
    """
    if is_whole(link, set_):
        return
    drop_set(link, set_)
    listed = f"<{set_.iri}> <{STATE}> "
    link.update(f'INSERT DATA {{ GRAPH <{sets_graph(set_.space)}> {{ {listed} "known" }} }}')
    names = sorted(graph_sizes(folder))
    _send(link, set_.names, [line for name in names for line in _naming(set_, name)])
    count = 0
    for piece, statements in _pieces(set_, folder):
        for graph, lines in piece.items():
            _send(link, graph, lines)
        count += statements
        told(count)
    _send(link, set_.names, [f'{listed} "whole" .\n'.encode()])


def graph_sizes(folder: Path) -> dict[str, int]:
    """Count the statements of each named graph of a snapshot's folder."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    told: dict[str, int] = manifest.get("graphs", {})
    return told or Counter(_cut(line)[1].decode() for line in _lines(folder))


def drop_set(link: Link, set_: GraphSet) -> None:
    """Remove a set, whole or not."""
    defaults = (set_.default("none"), set_.default("owlrl"))
    for graph in (*_graphs(link, set_), *defaults, set_.names):
        link.update(f"DROP SILENT GRAPH <{graph}>")
    link.update(
        f"DELETE WHERE {{ GRAPH <{sets_graph(set_.space)}> {{ <{set_.iri}> <{STATE}> ?state }} }}"
    )


def list_sets(link: Link, space: str) -> list[GraphSet]:
    """List the sets of a deployment that are in the engine, whole or not."""
    pattern = f"GRAPH <{sets_graph(space)}> {{ ?set <{STATE}> ?state }}"
    iris = _column(link, f"SELECT DISTINCT ?set {{ {pattern} }}", "set")
    return [GraphSet(iri.rstrip(":").rpartition(":")[2], space) for iri in iris]


def _graphs(link: Link, set_: GraphSet) -> list[str]:
    pattern = f"GRAPH <{set_.names}> {{ ?graph <{IS}> ?name }}"
    return _column(link, f"SELECT ?graph {{ {pattern} }}", "graph")


def _column(link: Link, text: str, name: str) -> list[str]:
    with link.ask(text, RESULTS) as reply:
        rows = json.loads(reply.read())["results"]["bindings"]
    return [row[name]["value"] for row in rows]


def _naming(set_: GraphSet, name: str) -> Iterator[bytes]:
    yield f"<{set_.graph(name)}> <{IS}> <{name}> .\n".encode()
    if not is_inferred(name):
        yield f"<{set_.graph(name)}> <{ASSERTS}> <{name}> .\n".encode()


def _pieces(set_: GraphSet, folder: Path) -> Iterator[tuple[dict[str, list[bytes]], int]]:
    """Give the triples of each graph, a few millions of bytes at a time, and their statements."""
    piece: dict[str, list[bytes]] = defaultdict(list)
    asserted, all_ = set_.default("none"), set_.default("owlrl")
    size = count = 0
    for line in _lines(folder):
        statement, name = _cut(line)
        if b"_:" in statement:
            statement = _OBJECT.sub(b" " + _NODE, _SUBJECT.sub(_NODE, statement))
        triple, graph = statement + b" .\n", name.decode()
        piece[set_.graph(graph)].append(triple)
        piece[all_].append(triple)
        if not is_inferred(graph):
            piece[asserted].append(triple)
        size, count = size + len(triple), count + 1
        if size > _PIECE:
            yield piece, count
            piece, size, count = defaultdict(list), 0, 0
    yield piece, count


def _lines(folder: Path) -> Iterator[bytes]:
    for name in ("asserted.nq", "inferred.nq"):
        with (folder / name).open("rb") as file:
            yield from filter(bytes.strip, file)


def _cut(line: bytes) -> tuple[bytes, bytes]:
    """Cut a line of N-Quads into its triple and the name of its graph, which has no blank."""
    end = line.rindex(b" <")
    return line[:end], line[end + 2 : line.rindex(b">")]


def _send(link: Link, graph: str, lines: list[bytes]) -> None:
    """Add triples to a graph, in parts."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size > _PART:
            link.add(graph, b"".join(part))
            part, size = [], 0
    if part:
        link.add(graph, b"".join(part))
