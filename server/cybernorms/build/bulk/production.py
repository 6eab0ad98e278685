"""A bulk build from its files to a product."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final

from rdflib import URIRef

from cybernorms.build.bulk import stages
from cybernorms.build.bulk.process import run_stage
from cybernorms.build.bulk.spool import Spool, size_of_data, sort_lines
from cybernorms.build.description import describe_counted, text_of
from cybernorms.build.partitions import Statistics
from cybernorms.build.pipeline import Product, Progress, require_conformance, write_graphs
from cybernorms.journal import Written
from cybernorms.namespaces import GRAPH_INFERRED, GRAPH_META, GRAPH_ONTOLOGY, ID
from cybernorms.settings import Settings
from cybernorms.sources import Places, Sources, read_rdf
from cybernorms.validation import Report, validate_definitions, validate_references
from cybernorms.validation.first_pass import MOST
from cybernorms.validation.references import find_missing

_PROCESSES: Final = 2
_OWN: Final = str(ID).encode()


def is_bulky(root: Path, written: Written, settings: Settings) -> bool:
    """Tell whether a build takes the way of bulk: much data in files, and none over HTTP."""
    return not written.graphs and size_of_data(root) > settings.bulk_bytes


def produce_in_bulk(
    root: Path,
    folder: Path,
    *,
    inputs: Mapping[str, str],
    written: Written,
    settings: Settings,
    progress: Progress,
) -> Product:
    """Judge, derive, judge again, describe and write files, in an empty folder that is thrown away.

    Raises what ``produce`` raises; of faults it tells fewer, without their places. Raises
    UnfitError for what only the usual way can judge.
    """
    definitions = stages.load_definitions(root)
    spool = Spool(folder)
    read = 0
    for path in spool.read(root):
        read += path.stat().st_size
        progress(f"reading the files: {read >> 20} MiB")
    progress("validating the ontology and the shapes")
    known = {URIRef(iri.decode()) for iri in spool.subjects if iri.startswith(_OWN)}
    report = validate_definitions(definitions, settings.validator, known)
    require_conformance(report)
    report += _missing(spool, definitions)
    require_conformance(report)
    graphs = {name: definitions.graph(name) for name in definitions.names()}
    own, asserted = folder / "definitions.nq", folder / "asserted.sorted"
    own.write_bytes(write_graphs(graphs))
    del known
    with ThreadPoolExecutor(_PROCESSES) as workers:
        progress("sorting, validating the data")
        judged = workers.submit(run_stage, stages.judge_data, root, spool.data)
        workers.submit(sort_lines, asserted, own, spool.quads).result()
        progress("reasoning")
        derived = workers.submit(run_stage, stages.derive, root, asserted, spool.data)
        inferred, contradictions = derived.result()
        report += contradictions
        require_conformance(report)
        progress("counting")
        counting = workers.submit(run_stage, stages.count_files, asserted, inferred)
        report += judged.result()
        require_conformance(report)
        progress("validating the closure")
        closing = workers.submit(run_stage, stages.judge_closure, root, spool.data, inferred)
        counted, whole = counting.result()
        counted.setdefault(GRAPH_INFERRED, Statistics(0, 0, 0))
        about = read_rdf(bytes(spool.documents), "documents.nt", GRAPH_META).graph
        texts = {name: text_of(name, graphs.get(name, about)) for name in counted}
        description = describe_counted(counted, whole, texts, written)
        meta, final = folder / "meta.nq", folder / "asserted.nq"
        meta.write_bytes(write_graphs({GRAPH_META: description}))
        sort_lines(final, asserted, meta)
        progress("indexing")
        index = folder / "index"
        indexing = workers.submit(run_stage, stages.index_files, index, final, inferred)
        report += closing.result()
        require_conformance(report)
        indexing.result()
    numbers = {str(name): statistics.triples for name, statistics in counted.items()}
    return Product(
        final,
        inferred,
        index,
        report,
        {**numbers, str(GRAPH_META): len(description)},
        inputs,
        written.position,
        {},
    )


def _missing(spool: Spool, definitions: Sources) -> Report:
    """Find references that lead nowhere, with the statements that make them."""
    ontology = definitions.graph(GRAPH_ONTOLOGY)
    stated = spool.subjects.union(str(subject).encode() for subject in ontology.subjects())
    lost = find_missing(
        (iri.decode() for iri in spool.terms - stated),
        (iri.decode() for iri in spool.uses - stated),
    )
    if not lost:
        return Report()
    marks = [f"<{iri}>".encode() for iri in lost[:MOST]]
    with spool.data.open("rb") as data:
        lines = islice((line for line in data if any(mark in line for mark in marks)), MOST)
        found = read_rdf(b"".join(lines), "data.nt", GRAPH_META).graph
    return validate_references(found, (URIRef(iri.decode()) for iri in stated), Places())
