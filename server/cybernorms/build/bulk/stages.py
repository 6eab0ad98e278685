"""The stages of a bulk build, each a function of files and folders that runs in its own process."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from typing import Final

from rdflib import Graph, URIRef

from cybernorms.build.bulk.spool import (
    IDLE,
    count_properties,
    find_lost,
    read_share,
    triples,
    without,
)
from cybernorms.build.counting import LineCounter
from cybernorms.build.partitions import Statistics
from cybernorms.dumps import State, graph_states
from cybernorms.engine import Entailment
from cybernorms.files import sort_lines, turtle_files
from cybernorms.namespaces import GRAPH_INFERRED, GRAPH_ONTOLOGY
from cybernorms.reasoning import find_clashes
from cybernorms.reasoning.sparq_engine import LinesClosure
from cybernorms.search import write_index
from cybernorms.sources import (
    RDF_FORMATS,
    Sources,
    load_files,
    read_lines,
    write_statements,
)
from cybernorms.store import write_store
from cybernorms.store.columns import write_columns
from cybernorms.store.lines import LineStore
from cybernorms.validation import CORE, Report, choose_profile
from cybernorms.validation.contradictions import untraced
from cybernorms.validation.first_pass import pass_lines
from cybernorms.validation.stages import authoring_view

__all__ = [
    "count_files",
    "derive",
    "find_lost",
    "index_files",
    "judge_closure",
    "judge_data",
    "load_definitions",
    "read_share",
    "sort_lines",
    "state_graphs",
    "store_files",
    "write_columns",
]
_BLOCK: Final = 16 << 20


def load_definitions(root: Path) -> Sources:
    """Read the ontology, the shapes and the questions."""
    folders = (root / "ontology", root / "shapes")
    return load_files([path for folder in folders for path in turtle_files(folder)], root)


def judge_data(root: Path, data: Path) -> Report:
    """Judge what the data says by the shapes for what was written."""
    sources = load_definitions(root)
    view = data.with_name("view.nt")
    ontology = authoring_view([], sources.graph(GRAPH_ONTOLOGY))
    _join(view, _lines(ontology), data)
    return _judge(view, choose_profile(sources, CORE).written_shapes(sources))


def judge_closure(root: Path, data: Path, inferred: Path) -> Report:
    """Judge data, ontology and what follows by the shapes for that."""
    sources = load_definitions(root)
    view = data.with_name("closure.nt")
    derived = inferred.with_suffix(".nt")
    _join(view, _lines(sources.graph(GRAPH_ONTOLOGY)), data, derived)
    return _judge(view, choose_profile(sources, CORE).closure_shapes(sources))


def derive(root: Path, asserted: Path, data: Path) -> tuple[Path, Report]:
    """Write what follows from ontology and data as sorted N-Quads, and as N-Triples beside it.

    ``asserted`` are the sorted N-Quads of all that is asserted. The report has contradictions;
    if there are any nothing is written.
    """
    counts = count_properties(triples(asserted, IDLE))
    axioms = load_definitions(root).graph(GRAPH_ONTOLOGY)
    closure = LinesClosure(axioms, data)
    part, sorted_, target = (data.with_name(f"inferred.{end}") for end in ("part", "sorted", "nq"))
    if clashes := find_clashes(closure, axioms):
        return target, untraced(clashes)
    with part.open("wb") as file:
        for lines in _blocks(line.encode() for line in closure.lines(counts)):
            file.write(read_lines(lines, part.name, RDF_FORMATS["ntriples"]))
    sort_lines(sorted_, part)
    graph = f" <{GRAPH_INFERRED}> .\n".encode()
    with (
        sorted_.open("rb") as found,
        target.open("wb") as quads,
        target.with_suffix(".nt").open("wb") as plain,
    ):
        derived = (line.removesuffix(b" .\n") for line in found)
        for triple in without(derived, triples(asserted, IDLE)):
            quads.write(triple + graph)
            plain.write(triple + b" .\n")
    return target, Report()


def count_files(*files: Path) -> tuple[dict[URIRef, Statistics], Statistics]:
    """Count the statements of sorted N-Quads, the asserted ones first."""
    return LineCounter(*files).count()


def index_files(target: Path, *files: Path) -> None:
    """Write the index to search of sorted N-Quads."""
    write_index(target, *files)


def state_graphs(folder: Path) -> dict[str, State]:
    """Digest each graph of a folder with the two files of a snapshot."""
    return graph_states(folder)


def store_files(folder: Path, target: Path, entailment: Entailment) -> None:
    """Write the store of a regime, of such a folder, below another folder."""
    write_store(folder, target, entailment)


def _judge(view: Path, shapes: Graph) -> Report:
    store = LineStore(view)

    return pass_lines(view, shapes, store.ask, store.describe)


def _lines(graph: Graph) -> bytes:
    return "".join(f"{statement} .\n" for statement in write_statements(graph)).encode()


def _join(target: Path, begin: bytes, *files: Path) -> None:
    with target.open("wb") as whole:
        whole.write(begin)
        for file in files:
            with file.open("rb") as part:
                copyfileobj(part, whole, 1 << 20)


def _blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    block, size = [], 0
    for line in lines:
        block.append(line)
        size += len(line)
        if size >= _BLOCK:
            yield b"".join(block)
            block, size = [], 0
    yield b"".join(block)
