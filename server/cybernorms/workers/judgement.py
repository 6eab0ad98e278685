"""One validation as a job: texts and what is wanted of them in, a report out."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from rdflib import Graph, URIRef

from cybernorms.errors import (
    EngineError,
    InputError,
    MalformedRequestError,
    UnreadableSourcesError,
)
from cybernorms.namespaces import GRAPH_SHAPES
from cybernorms.reasoning import load_engine
from cybernorms.reports import FORMATS, Style
from cybernorms.settings import Settings
from cybernorms.sources import RDF_FORMATS, Document, Sources, own_context, read_rdf
from cybernorms.spreadsheets import load_readers, make_layout, read_sheets
from cybernorms.validation import (
    CORE,
    FOREIGN,
    SUBMISSION,
    Report,
    Severity,
    admit_shapes,
    choose_profile,
    validate_files,
)
from cybernorms.workers.child import RECURSION, Message
from cybernorms.workers.job import SPREADSHEET, Submission, Text
from cybernorms.workers.keeping import write_kept


def judge(submission: Submission, own: Sources, settings: Settings) -> Message:
    """Read and judge a submission beside our own graph, and write the report.

    Nothing is fetched, and no file is read. Raises RdfSyntaxError or UnreadableSourcesError for
    texts that can not be read, InputError for those that state nothing, ForbiddenShapesError, and
    what ``validate_files`` raises.
    """
    sys.setrecursionlimit(RECURSION)
    own = own.without({URIRef(name) for name in submission.replaces})
    if submission.profile:
        _require_profile(own, submission.profile)
    given = _read_data(submission, own)
    shapes = _shapes(submission.shapes, settings) if submission.shapes else None
    report = judge_documents(
        own,
        given,
        settings,
        profile=submission.profile,
        base=submission.base,
        shapes=shapes,
        each=submission.each,
        vouched=not submission.kept,
    )
    if submission.kept:
        return write_kept(submission.profile or SUBMISSION, own, given, report)
    report = replace(report, fail_on=Severity[submission.fail_on.upper()])
    return write_report(report, given.documents, submission.format, Style(submission.most))


def judge_documents(
    own: Sources,
    given: Sources,
    settings: Settings,
    *,
    profile: str | None = None,
    base: str | None = None,
    vouched: bool = True,
    shapes: Graph | None = None,
    each: bool = False,
) -> Report:
    """Judge documents beside our own graph, each alone or all as one; see ``validate_files``.

    Without a ``profile`` those of the checkout are judged as ours, others as a submission.
    """
    report = Report()
    for sources in [Sources((d,)) for d in given.documents] if each else [given]:
        foreign = shapes is None and any(d.name == FOREIGN for d in sources.documents)
        report += validate_files(
            own,
            sources,
            validator=settings.validator,
            reasoner=settings.reasoner,
            profile=profile or (SUBMISSION if foreign else CORE),
            base=base,
            vouched=vouched,
            shapes=shapes,
        )
    return report


def write_report(
    report: Report, documents: Iterable[Document], format_: str, style: Style
) -> Message:
    """Write a report on documents, with its verdict for whoever does not read it."""
    texts = {d.file: d.text for d in documents if d.text is not None}
    text = FORMATS[format_](report, replace(style, texts=texts))
    text = text if text.endswith("\n") else text + "\n"
    return {"conforms": report.conforms}, text.encode("utf-8")


def _require_profile(own: Sources, wanted: str) -> None:
    try:
        choose_profile(own, wanted)
    except InputError as error:
        raise MalformedRequestError(f"profile={error}") from None


def _read(texts: tuple[Text, ...], name: URIRef) -> tuple[Document, ...]:
    documents: list[Document] = []
    errors: list[InputError] = []
    for text in texts:
        try:
            documents.append(read_rdf(text.content, text.file, name, RDF_FORMATS[text.format]))
        except InputError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else UnreadableSourcesError(errors)
    return tuple(documents)


def _read_data(submission: Submission, own: Sources) -> Sources:
    texts = tuple(text for text in submission.texts if text.format != SPREADSHEET)
    sheets = {t.file: t.content for t in submission.texts if t.format == SPREADSHEET}
    documents = _read(texts, FOREIGN)
    if sheets:
        profile = choose_profile(own, submission.profile or SUBMISSION)
        layout = make_layout(own, profile.written_shapes(own), profile.takes)
        documents += read_sheets(sheets, FOREIGN, layout, submission.base)
    # A check of nothing must not look like success.
    if empty := [d.file for d in documents if not d.triples and not d.unreadable]:
        raise InputError(f"{', '.join(empty)}: states nothing, so there is nothing to judge")
    return Sources(documents)


def _shapes(texts: tuple[Text, ...], settings: Settings) -> Graph:
    sources = Sources(_read(texts, GRAPH_SHAPES))
    shapes = sources.graph(GRAPH_SHAPES)
    admit_shapes(shapes, sources.places(), settings.max_query_nesting)
    return shapes


_EXAMPLE: Final = b"<http://e/a> a <http://e/A> , <https://w3id.org/cybernorms/ontology#A> ."
_EXAMPLE_SHAPES: Final = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
<http://e/S> a sh:NodeShape ; sh:targetClass <http://e/A> ; sh:nodeKind sh:Literal ;
    sh:property [ sh:path <http://e/p> ; sh:minCount 1 ] ;
    sh:sparql [ sh:select "SELECT $this { $this a ?value }" ] .
<http://e/P> a <http://www.w3.org/ns/dx/prof/Profile> ;
    <http://www.w3.org/ns/dx/prof/hasToken> "core" ;
    <http://www.w3.org/2002/07/owl#versionInfo> "1" ;
    <http://www.w3.org/2000/01/rdf-schema#label> "" ;
    <http://www.w3.org/2000/01/rdf-schema#comment> "" .
"""


def warm_up(settings: Settings) -> None:
    """Load whatever a job needs from files: none can be opened in one.

    The example does not conform, so that nothing is reasoned: the reasoner starts threads, and a
    fork of a process that had them can not start them again.
    """
    Graph().serialize(format="nt")
    own_context()
    load_engine(settings.reasoner)
    load_readers()
    given = Sources(_read((Text("example", "turtle", _EXAMPLE),), FOREIGN))
    own = Sources(_read((Text("shapes", "turtle", _EXAMPLE_SHAPES),), GRAPH_SHAPES))
    shapes = own.graph(GRAPH_SHAPES)
    admit_shapes(shapes, own.places(), settings.max_query_nesting)
    report = judge_documents(own, given, settings, shapes=shapes)
    if report.conforms:
        raise EngineError("the judge's example conforms, so it could not be learnt from")
    for name in FORMATS:
        write_report(report, given.documents, name, Style())
