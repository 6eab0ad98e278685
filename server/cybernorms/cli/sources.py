"""``cybernorms sources``: passages of the source documents."""

import re
from pathlib import Path

import click
from rdflib import URIRef

from cybernorms.cli.exits import ExitCode
from cybernorms.cli.options import root_option
from cybernorms.errors import InputError
from cybernorms.evidence import Coverage, read_document, source_documents, write_passage
from cybernorms.evidence import coverage as measure_coverage
from cybernorms.evidence import locate as locate_span
from cybernorms.evidence import verify as verify_passages
from cybernorms.namespaces import ID
from cybernorms.sources import load_sources

_MOST_SHOWN = 50
_FOLDER = click.option(
    "--dir",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder that holds the documents' texts.",
)


@click.group()
def sources() -> None:
    """Find passages of the source documents, and find them again."""


@sources.command()
@_FOLDER
@root_option
@click.pass_context
def verify(ctx: click.Context, folder: Path, root: Path) -> None:
    """Find every passage of the data again in the documents.

    Reports documents that changed and passages whose text, place or first words do.
    """
    verification = verify_passages(load_sources(root), folder)
    for drift in verification.drifts[:_MOST_SHOWN]:
        click.echo(f"{drift}\n")
    if len(verification.drifts) > _MOST_SHOWN:
        click.echo(f"… and {len(verification.drifts) - _MOST_SHOWN} more\n")
    click.echo(
        f"found {verification.found} of {verification.total} passages "
        f"in {verification.documents} documents"
    )
    if verification.drifts:
        ctx.exit(ExitCode.NONCONFORMING)


@sources.command()
@_FOLDER
@click.option(
    "--at-least", type=float, default=0.0, help="Percentage below which a document fails."
)
@root_option
@click.pass_context
def coverage(ctx: click.Context, folder: Path, at_least: float, root: Path) -> None:
    """Show how much of each document lies in a passage that a statement cites.

    White space and what is named as boilerplate do not count. Stretches of more than 200
    characters that no statement cites are listed.
    """
    measured = measure_coverage(load_sources(root), folder)
    for document in measured:
        _tell_coverage(document)
    if any(document.document.percent < at_least for document in measured):
        ctx.exit(ExitCode.NONCONFORMING)


def _tell_coverage(measured: Coverage) -> None:
    click.echo(
        f"{measured.document.percent:6.1f} %  {measured.document.name}: {len(measured.lengths)} "
        f"cited passages, median {measured.median:.0f} characters; "
        f"boilerplate {measured.boilerplate:.1f} %"
    )
    for section in measured.sections:
        click.echo(f"{section.percent:10.1f} %  {section.name or 'before the first section'}")
    for gap in measured.gaps:
        click.echo(f"     uncited: {gap.length} characters from {gap.start}: {gap.words} …")


@sources.command()
@_FOLDER
@click.argument("document")
@click.argument("words")
@click.option("--slug", help="Last part of the passage's identifier.  [default: its first words]")
@click.option("--section", help="Section of the document, as its headings name it.")
@root_option
def locate(
    *, folder: Path, document: str, words: str, slug: str | None, section: str | None, root: Path
) -> None:
    """Write the Turtle of a passage of DOCUMENT, ready to paste.

    DOCUMENT is the slug of a source document or the name of its file. WORDS are the passage's
    first and last words with … between them, or the whole passage; white space does not matter.
    """
    iri, file_name = _document(document, folder, root)
    text = read_document(folder / file_name)
    first, *rest = re.split(r"…|\.\.\.", words, maxsplit=1)
    span = locate_span(text, first, *rest)
    click.echo(write_passage(text, span, iri, slug, section), nl=False)


def _document(name: str, folder: Path, root: Path) -> tuple[URIRef, str]:
    """Find a document by slug or file name; one that is not stated yet is named by its file."""
    documents = source_documents(load_sources(root).data()).values()
    for document in documents:
        names = (document.file_name, str(document.iri).rpartition("/")[2])
        if name in names and document.file_name:
            return URIRef(str(document.iri)), document.file_name
    if (folder / name).is_file():
        return ID[f"source/{Path(name).stem}"], name
    known = ", ".join(str(d.iri).rpartition("/")[2] for d in documents)
    raise InputError(f"{name}: no such document; known are {known or 'none'}, or name a file")
