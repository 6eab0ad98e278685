"""What changed shapes would break, before anybody has to live by them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from cybernorms.build import Workspace
from cybernorms.errors import InputError, NonconformingError
from cybernorms.files import turtle_files
from cybernorms.namespaces import GRAPH_SHAPES
from cybernorms.reports import FORMATS
from cybernorms.settings import Settings
from cybernorms.sources import Document, Sources, read_file, read_rdf
from cybernorms.submissions import Archive, Record, State, held_graphs
from cybernorms.validation import (
    FOREIGN,
    Report,
    Result,
    Severity,
    derive,
    validate_asserted,
    validate_closure,
    validate_definitions,
)
from cybernorms.workers.judgement import judge_documents
from cybernorms.workers.settling import read_statements

_SHAPES: Final = "shapes/"
_ACCEPTED: Final[tuple[State, ...]] = ("accepted",)


@dataclass(frozen=True, slots=True)
class Break:
    """A graph that would newly fail, and why; ``submission`` is the one that holds it."""

    graph: str
    institution: str
    submission: str
    results: tuple[Result, ...]


def shapes_impact(
    root: Path, changed: Path, settings: Settings, place: str | None = None
) -> list[Break]:
    """Judge our own graphs and all accepted submissions by changed shapes.

    ``changed`` is a file, which takes the place of ``place`` (such as shapes/core/x.ttl) or of the
    one file of shapes that has its name, or a folder in the place of all of shapes/. What is served
    conforms to the shapes that it was built with, so whatever fails does so newly; a submission
    counts if its last judgement was a good one. Raises InputError for a file without a place,
    NonconformingError for shapes that are wrong themselves, EngineError.
    """
    workspace = Workspace(root, settings)
    files = workspace.refresh()
    own = _with_shapes(files.sources, changed, place)
    definitions = validate_definitions(own, settings.validator)
    if not definitions.conforms:
        raise NonconformingError(FORMATS["text"](definitions), definitions)
    everything = own.with_data(workspace.journal.written.documents())
    held = held_graphs(workspace.journal.written)
    archive = Archive(settings.state_dir)
    accepted = [record for record in archive.records(_ACCEPTED) if record.graph in held]
    submitted = {record.graph: record for record in accepted}
    breaks = [
        Break(str(graph), _institution(graph), "", results)
        for graph, results in _by_graph(everything, _judge(everything, set(held), settings)).items()
        if graph not in submitted
    ]
    for record in accepted:
        document = read_statements(record, archive.statements(record.id))
        report = _judge_one(record, document, everything, settings)
        stated = set(document.graph.subjects())
        results = tuple(r for r in _violations(report) if r.focus_node in stated)
        if results and record.judgement and record.judgement.conforms:
            breaks.append(Break(str(record.graph), record.institution, record.id, results))
    return sorted(breaks, key=lambda each: (each.institution, each.graph))


def _with_shapes(own: Sources, changed: Path, place: str | None) -> Sources:
    """Put changed shapes in the place of those that they replace."""
    known = [d.file for d in own.documents if d.file.startswith(_SHAPES)]
    if changed.is_dir():
        given = {
            _SHAPES + path.relative_to(changed).as_posix(): path for path in turtle_files(changed)
        }
        gone = set(known)
    else:
        given = {_place_of(changed, known, place): changed}
        gone = set(given)
    kept = [d for d in own.documents if d.file not in gone]
    return Sources((*kept, *(_read(path, file) for file, path in sorted(given.items()))))


def _place_of(changed: Path, known: Iterable[str], place: str | None) -> str:
    if place is not None:
        if not place.startswith(_SHAPES) or ".." in PurePosixPath(place).parts:
            raise InputError(f"{place}: give a file below {_SHAPES}")
        return place
    same = [file for file in known if Path(file).parts[-2:] == changed.resolve().parts[-2:]]
    same = same or [file for file in known if PurePosixPath(file).name == changed.name]
    if len(same) != 1:
        there = ", ".join(same) or f"none below {_SHAPES}"
        raise InputError(
            f"{changed}: it is not clear which file it replaces ({there} has its name); name it, "
            "or where a new one belongs, by  --as shapes/…/name.shapes.ttl"
        )
    return same[0]


def _read(path: Path, file: str) -> Document:
    return read_rdf(read_file(path, str(path)), file, GRAPH_SHAPES)


def _judge(sources: Sources, held: set[URIRef], settings: Settings) -> Report:
    report = validate_asserted(sources, settings.validator, held)
    inferred, contradictions = derive(sources.asserted(), settings.reasoner, sources.places())
    return report + contradictions + validate_closure(sources, inferred, settings.validator)


def _judge_one(record: Record, document: Document, own: Sources, settings: Settings) -> Report:
    return judge_documents(
        own.without({record.graph, record.provenance}),
        Sources((replace(document, name=FOREIGN),)),
        settings,
        profile=record.profile,
        base=record.base or None,
        vouched=False,
    )


def _by_graph(sources: Sources, report: Report) -> Mapping[URIRef, tuple[Result, ...]]:
    """Sort violations by the graphs that describe what they are about."""
    describing: dict[Node, set[URIRef]] = {}
    for document in sources.documents:
        for subject, _, _ in document.triples:
            describing.setdefault(subject, set()).add(document.name)
    found: dict[URIRef, tuple[Result, ...]] = {}
    for result in _violations(report):
        for graph in sorted(describing.get(result.focus_node, ())):
            found[graph] = (*found.get(graph, ()), result)
    return found


def _violations(report: Report) -> Iterator[Result]:
    return (result for result in report.results if result.severity is Severity.VIOLATION)


def _institution(graph: URIRef) -> str:
    """Tell whose graph it is; ours is nobody's in particular."""
    _, member, rest = graph.partition("/graph/member/")
    return rest.partition("/")[0] if member else ""
