"""Compare what a build does to reason with owlrl, on made-up graphs with the shape of ours.

    make bench        or: python bench/reasoning.py --sizes 10000 100000 1000000 --limit 600

Our step begins with the graph that was read and ends when all that follows from it by our ontology
is on the disk as a snapshot keeps it, and in a store that answers queries: reason, look for
contradictions, prune, write. Of owlrl only its rules are timed, with nothing written. Each run is a
process of its own, which tells its peak memory (VmHWM, reading included). It says whether both
came to the same statements.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import log
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from cybernorms.build import write_graphs
from cybernorms.files import graph_root
from cybernorms.namespaces import GRAPH_CATALOGUE, GRAPH_INFERRED, GRAPH_ONTOLOGY
from cybernorms.reasoning import close, load_engine, prune
from cybernorms.sources import (
    format_of,
    load_sources,
    merge,
    read_rdf,
    silenced_literal_complaints,
)
from generator import write_graph

ENGINES = ("sparq", "owlrl")


@dataclass(frozen=True, slots=True)
class Figure:
    """Processor and wall-clock seconds, peak MiB, triples given and derived, a digest."""

    cpu: float
    wall: float
    memory: int
    given: int
    derived: int
    digest: str


def main() -> None:
    """Measure each engine at each size, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument(
        "--limit", type=float, default=600, help="seconds for owlrl; 0 leaves it out"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", nargs=2, metavar=("ENGINE", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(asdict(_measure(*options.run))))
        return
    with tempfile.TemporaryDirectory() as folder:
        _compare(options.sizes, options.limit, options.seed, Path(folder))


def _compare(sizes: Sequence[int], limit: float, seed: int, folder: Path) -> None:
    print(f"{'':>10} {'':7} {'CPU s':>8} {'wall s':>8} {'MiB':>6} {'given':>9} {'derived':>8}")
    ours: list[Figure] = []
    slow = limit <= 0
    for size in sizes:
        file = folder / f"{size}.nt"
        file.write_text("\n".join(write_graph(size, seed)), "utf-8")
        figures = {}
        for engine in ENGINES:
            if engine == "owlrl" and slow:
                continue
            figure = _run(engine, file, limit if engine == "owlrl" else None)
            slow = slow or figure is None
            print(f"{size:>10,} {engine:7} {_line(figure, limit)}", flush=True)
            if figure:
                figures[engine] = figure
        ours.append(figures["sparq"])
        if theirs := figures.get("owlrl"):
            ratio = theirs.cpu / ours[-1].cpu, theirs.wall / ours[-1].wall
            same = "the same" if theirs.digest == ours[-1].digest else "OTHER"
            times = f"{ratio[0]:.0f} times our CPU time, {ratio[1]:.0f} times our wall time"
            print(f"{'':18} {times}; {same} result")
    for less, more in pairwise(ours):
        growth = log(more.cpu / less.cpu) / log(more.given / less.given)
        print(
            f"from {less.given:,} to {more.given:,} triples: time grows with exponent {growth:.2f}"
        )


def _line(figure: Figure | None, limit: float) -> str:
    if figure is None:
        return f"did not end within {limit:g} s"
    times = f"{figure.cpu:8.2f} {figure.wall:8.2f} {figure.memory:6,}"
    return f"{times} {figure.given:9,} {figure.derived:8,}"


def _run(engine: str, file: Path, limit: float | None) -> Figure | None:
    command = [sys.executable, __file__, "--run", engine, str(file)]
    try:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    return Figure(**json.loads(done.stdout))


def _measure(engine: str, file: str) -> Figure:
    path = Path(file)
    document = read_rdf(path.read_bytes(), path.name, GRAPH_CATALOGUE, format_of(path.name))
    ontology = load_sources(graph_root()).graph(GRAPH_ONTOLOGY)
    asserted = merge([ontology, document.triples])
    load_engine(engine)
    before = time.process_time(), time.perf_counter()
    if engine == "owlrl":
        with silenced_literal_complaints():
            closure = load_engine(engine)(asserted)
    else:
        inferred = close(asserted, engine)
        written = _store(inferred, path.with_suffix(".nq"))
    cpu, wall = time.process_time() - before[0], time.perf_counter() - before[1]
    if engine == "owlrl":
        inferred = prune(closure.derived())
        written = write_graphs({GRAPH_INFERRED: inferred})
    digest = hashlib.sha256(written).hexdigest()
    return Figure(cpu, wall, _peak(), len(asserted), len(inferred), digest)


def _store(inferred: Graph, path: Path) -> bytes:
    """Write what was derived to the disk and into a store."""
    written = write_graphs({GRAPH_INFERRED: inferred})
    with path.open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    ox.Store().load(path=str(path), format=ox.RdfFormat.N_QUADS)
    return written


def _peak() -> int:
    """Read the most memory that this process ever held, in MiB."""
    (line,) = (
        line
        for line in Path("/proc/self/status").read_text("utf-8").splitlines()
        if line.startswith("VmHWM:")
    )
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()
