"""From the files to a published snapshot: load, judge, reason, judge again, write, switch."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rdflib import Graph, URIRef

from cybernorms import reports
from cybernorms.build.description import describe
from cybernorms.build.fingerprint import engine_versions, fingerprint, input_digests
from cybernorms.build.snapshots import Snapshot, current_snapshot, locked, publish, remember, reuse
from cybernorms.errors import NonconformingError
from cybernorms.namespaces import GRAPH_INFERRED, GRAPH_META, GRAPH_ONTOLOGY
from cybernorms.reasoning import close
from cybernorms.settings import Settings
from cybernorms.sources import Sources, load_sources, merge
from cybernorms.store import canonical_nquads
from cybernorms.validation import (
    Report,
    validate_asserted,
    validate_closure,
    validate_definitions,
)

__all__ = ["Snapshot", "build", "current_snapshot"]


def build(
    root: Path,
    settings: Settings,
    *,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Snapshot:
    """Build the graph below ``root`` and publish it as the current snapshot.

    A pure function of the files, the engines and this package: no network, no clock, and the same
    input gives the same snapshot. When all of these are as they were for the current snapshot it
    is kept, unless ``force``. Builds of one state folder wait for each other. ``progress`` is told
    each stage.

    Whatever is raised, the former snapshot stays current: InputError and its kinds for files that
    cannot be used, NonconformingError for a violated shape, InconsistencyError for a
    contradiction, EngineError when an engine gives no verdict.
    """
    with locked(settings.state_dir):
        inputs = input_digests(root)
        mark = fingerprint(inputs, settings)
        if not force and (kept := reuse(settings.state_dir, mark)):
            return replace(kept, reused=True)
        progress("reading the files")
        sources = load_sources(root)
        report, inferred = _judge(sources, settings, progress)
        progress("writing the snapshot")
        asserted = {name: sources.graph(name) for name in sources.names()}
        asserted[GRAPH_META] = describe(sources, inferred)
        snapshot = publish(
            settings.state_dir,
            asserted=_nquads(asserted),
            inferred=_nquads({GRAPH_INFERRED: inferred}),
            report=reports.FORMATS["turtle"](report),
            manifest={
                "graphs": {
                    str(name): len(graph)
                    for name, graph in sorted({**asserted, GRAPH_INFERRED: inferred}.items())
                },
                "engines": engine_versions(settings),
                "inputs": inputs,
            },
            keep=settings.keep_snapshots,
        )
        remember(settings.state_dir, mark, snapshot)
        return snapshot


def _judge(
    sources: Sources, settings: Settings, progress: Callable[[str], None]
) -> tuple[Report, Graph]:
    """Validate what is asserted, derive what follows, validate the whole.

    The asserted graph comes first: once an inferred type covers up a mistake, no shape sees it.
    """
    progress("validating the ontology and the shapes")
    report = validate_definitions(sources, settings.validator)
    _require_conformance(report)  # nothing can be judged by shapes that are wrong themselves
    progress("validating the data")
    report += validate_asserted(sources, settings.validator)
    _require_conformance(report)
    progress("reasoning")
    inferred = close(merge([sources.graph(GRAPH_ONTOLOGY), sources.data()]), settings.reasoner)
    progress("validating the closure")
    report += validate_closure(sources, inferred, settings.validator)
    _require_conformance(report)
    return report, inferred


def _require_conformance(report: Report) -> None:
    if not report.conforms:
        raise NonconformingError(reports.FORMATS["text"](report), report)


def _nquads(graphs: dict[URIRef, Graph]) -> bytes:
    """Write named graphs as canonical N-Quads (RDFC-1.0), one sorted line a statement."""
    quads = "".join(
        f"{line[:-1]}{name.n3()} .\n"
        for name, graph in graphs.items()
        for line in graph.serialize(format="nt").split("\n")
        if line
    )
    return "".join(line + "\n" for line in canonical_nquads(quads.encode("utf-8"))).encode("utf-8")
