"""What a build does between reading and publishing: judge, derive, judge again, describe, write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph, URIRef

from cybernorms import reports
from cybernorms.build.description import describe
from cybernorms.build.fingerprint import engine_versions, fingerprint
from cybernorms.build.inference import infer, union
from cybernorms.build.publications import record
from cybernorms.build.snapshots import Content, Snapshot, publish, remember
from cybernorms.dumps import State
from cybernorms.errors import NonconformingError
from cybernorms.journal import Written
from cybernorms.namespaces import GRAPH_META
from cybernorms.search import make_index
from cybernorms.settings import Settings
from cybernorms.sources import Sources, load_sources, write_statements
from cybernorms.store import canonical_nquads
from cybernorms.submissions import held_graphs
from cybernorms.validation import (
    Report,
    validate_asserted,
    validate_closure,
    validate_definitions,
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Files:
    """The files as they were read, their digests, and the report on what they define."""

    sources: Sources
    inputs: Mapping[str, str]
    report: Report


@dataclass(frozen=True, slots=True)
class Product:
    """All that a snapshot is written from.

    ``position`` is the last transaction in it; ``written`` has for each written graph the number
    of the transaction that touched it last. ``folders`` are what else is in a snapshot, by
    name, and ``states`` those of the graphs, where they were made already.
    """

    asserted: Content
    inferred: Content
    index: Content
    report: Report
    graphs: Mapping[str, int]
    inputs: Mapping[str, str]
    position: int
    written: Mapping[str, int]
    folders: Mapping[str, Path] = field(default_factory=dict)
    states: Mapping[str, State] | None = None


def read_files(
    root: Path, inputs: Mapping[str, str], settings: Settings, progress: Progress
) -> Files:
    """Read the files below a root, and judge the ontology, the shapes and the questions.

    Those have to hold without what is written over HTTP, so they are judged once for many writes.
    Raises as ``load_sources`` does, and NonconformingError.
    """
    progress("reading the files")
    sources = load_sources(root)
    progress("validating the ontology and the shapes")
    report = validate_definitions(sources, settings.validator)
    require_conformance(report)  # nothing can be judged by shapes that are wrong themselves
    return Files(sources, inputs, report)


def produce(files: Files, written: Written, settings: Settings, progress: Progress) -> Product:
    """Judge files and written graphs together, derive what follows, and write it all as N-Quads.

    The asserted graph comes first: once an inferred type covers up a mistake, no shape sees it.
    Raises NonconformingError for what is wrong with the data, contradictions included, EngineError
    when an engine gives no verdict.
    """
    sources = files.sources.with_data(written.documents())
    progress("validating the data")
    submitted = held_graphs(written)
    report = files.report + validate_asserted(sources, settings.validator, submitted)
    require_conformance(report)
    progress("reasoning")
    inferred, contradictions = infer(files.sources, written, settings)
    report += contradictions
    require_conformance(report)
    progress("validating the closure")
    report += validate_closure(sources, union(inferred), settings.validator)
    require_conformance(report)
    progress("writing the snapshot")
    asserted = {name: sources.graph(name) for name in sources.names()}
    asserted[GRAPH_META] = describe(sources, inferred, written)
    graphs = sorted({**asserted, **inferred}.items())
    files_ = write_graphs(asserted), write_graphs(inferred)
    return Product(
        *files_,
        make_index(*files_),
        report,
        {str(name): len(graph) for name, graph in graphs},
        files.inputs,
        written.position,
        {str(name): last.number for name, last in written.last.items()},
    )


def finish(product: Product, digest: str, settings: Settings) -> Snapshot:
    """Publish a product, and remember that it was made with the journal of this digest."""
    snapshot = publish(
        settings.state_dir,
        asserted=product.asserted,
        inferred=product.inferred,
        index=product.index,
        report=reports.FORMATS["turtle"](product.report),
        manifest={
            "graphs": product.graphs,
            "engines": engine_versions(settings),
            "inputs": product.inputs,
            "transaction": product.position,
            "written": product.written,
        },
        keep=settings.keep_snapshots,
        on_disk=belongs_on_disk(sum(product.graphs.values()), settings),
        folders=product.folders,
    )
    mark = fingerprint(product.inputs, digest, settings)
    record(settings.state_dir, product.states)
    remember(settings.state_dir, mark, snapshot, product.position)
    return snapshot


def belongs_on_disk(triples: int, settings: Settings) -> bool:
    """Tell whether a snapshot of so many statements gets stores on disk."""
    if settings.store != "auto":
        return settings.store == "disk"
    return settings.engine == "embedded" and triples > settings.store_memory_triples


def require_conformance(report: Report) -> None:
    """Raise NonconformingError for a report of violations."""
    if not report.conforms:
        raise NonconformingError(reports.FORMATS["text"](report), report)


def write_graphs(graphs: Mapping[URIRef, Graph]) -> bytes:
    """Write named graphs as canonical N-Quads (RDFC-1.0), one sorted line a statement."""
    quads = "".join(
        f"{statement} <{name}> .\n"
        for name, graph in graphs.items()
        for statement in write_statements(graph)
    )
    return "".join(line + "\n" for line in canonical_nquads(quads.encode("utf-8"))).encode("utf-8")
