"""A bulk build from its files to a product."""

import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from typing import Final

from rdflib import Graph, URIRef

from cybernorms.build.bulk import stages
from cybernorms.build.bulk.process import Crew
from cybernorms.build.bulk.spool import Share, share_out, subjects_of
from cybernorms.build.description import describe_counted, text_of
from cybernorms.build.partitions import Statistics
from cybernorms.build.pipeline import (
    Product,
    Progress,
    belongs_on_disk,
    require_conformance,
    write_graphs,
)
from cybernorms.errors import UnreadableSourcesError
from cybernorms.journal import Written
from cybernorms.namespaces import GRAPH_INFERRED, GRAPH_META, ID
from cybernorms.settings import Settings
from cybernorms.sources import Places, Sources, read_rdf
from cybernorms.store import COLUMNS, FOLDER, REGIMES
from cybernorms.validation import Report, validate_definitions, validate_references
from cybernorms.validation.first_pass import MOST
from cybernorms.validation.repeats import without_repeats

_PROCESSES: Final = 2


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

    What was written is judged while it is reasoned upon, and told before contradictions are; the
    verdict on the closure is looked at in the end. Raises what ``produce`` raises; of faults it
    tells fewer, without their places. Raises UnfitError for what only the usual way can judge.
    """
    begun = time.monotonic()
    definitions = stages.load_definitions(root)
    graphs = {name: definitions.graph(name) for name in definitions.names()}
    own, asserted = folder / "definitions.nq", folder / "asserted.sorted"
    inferred, final = folder / "inferred.nq", folder / "asserted.nq"
    with Crew(_PROCESSES, progress) as crew:
        own.write_bytes(write_graphs(graphs))
        shares = _read(crew, root, folder, _mentioned(definitions))
        data = _join(share.data for share in shares)
        crew.announce("sorting, validating the data")
        sorting = crew.start(stages.sort_lines, asserted, own, *(share.quads for share in shares))
        judging = crew.start(stages.judge_data, root, data)
        known = {URIRef(iri.decode()) for share in shares for iri in share.stated}
        report = validate_definitions(definitions, settings.validator, known)
        require_conformance(report)
        sorting.result()
        crew.announce("reasoning")
        deriving = crew.start(stages.derive, root, asserted, data)
        searching = crew.start(stages.find_lost, asserted, *(share.terms for share in shares))
        missing = _missing(searching.result(), asserted, data)
        report += without_repeats(judging.result(), missing)
        require_conformance(report)
        _, contradictions = deriving.result()
        report += contradictions
        require_conformance(report)
        crew.announce("counting, validating the closure")
        closing = crew.start(stages.judge_closure, root, data, inferred)
        counted, whole = crew.start(stages.count_files, asserted, inferred).result()
        counted.setdefault(GRAPH_INFERRED, Statistics(0, 0, 0))
        about = _documents(shares)
        texts = {name: text_of(name, graphs.get(name, about)) for name in counted}
        description = describe_counted(counted, whole, texts, written)
        meta = folder / "meta.nq"
        meta.write_bytes(write_graphs({GRAPH_META: description}))
        crew.announce("indexing")
        crew.start(stages.sort_lines, final, asserted, meta).result()
        indexing = crew.start(stages.index_files, folder / "index", final, inferred)
        stating = crew.start(stages.state_graphs, folder)
        numbers = {str(name): statistics.triples for name, statistics in counted.items()}
        numbers[str(GRAPH_META)] = len(description)
        stores = folder / FOLDER if belongs_on_disk(sum(numbers.values()), settings) else None
        storing = [crew.start(stages.store_files, folder, stores, e) for e in REGIMES if stores]
        columns = folder / COLUMNS
        storing.append(crew.start(stages.write_columns, folder, columns))
        report += closing.result()
        require_conformance(report)
        for outcome in (indexing, *storing):
            outcome.result()
    seconds, statements = time.monotonic() - begun, sum(numbers.values())
    progress(
        f"made from the files: {statements} statements in {seconds:.0f} s,"
        f" {statements / seconds:.0f} a second, with at most {crew.memory()} MiB of memory"
    )
    return Product(
        final,
        inferred,
        folder / "index",
        report,
        numbers,
        inputs,
        written.position,
        {},
        {path.name: path for path in (stores, columns) if path},
        stating.result(),
    )


def _read(crew: Crew, root: Path, folder: Path, asked: frozenset[bytes]) -> list[Share]:
    """Read the data files. Raises UnreadableSourcesError with all that can not be used."""
    crew.announce("reading the files")
    reading = [
        crew.start(stages.read_share, root, files, folder / f"share-{number}", asked)
        for number, files in enumerate(share_out(root, _PROCESSES))
    ]
    shares = [share.result() for share in reading]
    if errors := [error for share in shares for error in share.errors]:
        raise UnreadableSourcesError(errors)
    return shares


def _mentioned(definitions: Sources) -> frozenset[bytes]:
    """Give the resources of data that the ontology, the shapes or the questions refer to."""
    terms = chain.from_iterable(chain.from_iterable(map(definitions.graph, definitions.names())))
    return frozenset(str(term).encode() for term in terms if str(term).startswith(str(ID)))


def _documents(shares: Sequence[Share]) -> Graph:
    lines = b"".join(share.documents for share in shares)
    return read_rdf(lines, "documents.nt", GRAPH_META).graph


def _join(parts: Iterable[Path]) -> Path:
    """Append files to the first of them."""
    whole, *others = parts
    with whole.open("ab") as target:
        for part in others:
            with part.open("rb") as source:
                copyfileobj(source, target, 1 << 20)
            part.unlink()
    return whole


def _missing(lost: Sequence[str], asserted: Path, data: Path) -> Report:
    """Report references that lead nowhere, with the statements that make them."""
    if not lost:
        return Report()
    marks = [f"<{iri}>".encode() for iri in lost[:MOST]]
    with data.open("rb") as statements:
        lines = islice((line for line in statements if any(mark in line for mark in marks)), MOST)
        found = read_rdf(b"".join(lines), "data.nt", GRAPH_META).graph
    stated = (URIRef(subject[1:-1].decode()) for subject in subjects_of(asserted))
    return validate_references(found, stated, Places())
