"""``cybernorms validate``: judge files before they go in."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from rdflib import Graph

from cybernorms.cli.options import root_option
from cybernorms.cli.reading import SPREADSHEET, Reader
from cybernorms.cli.reporting import Output, output_options
from cybernorms.namespaces import GRAPH_SHAPES
from cybernorms.settings import Settings, load_settings
from cybernorms.sources import RDF_FORMATS, Sources, load_files, load_sources
from cybernorms.validation import (
    Severity,
    admit_shapes,
    validate_references,
)
from cybernorms.validation import list_profiles as profiles_of
from cybernorms.workers import Message, limits, run_in_child
from cybernorms.workers.judgement import judge_documents, warm_up

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_FILE_OR_STDIN: Final = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=_FILE_OR_STDIN)
@click.option(
    "--input-format",
    type=click.Choice((*RDF_FORMATS, SPREADSHEET)),
    help="Format of the files.  [default: by suffix; Turtle for standard input]",
)
@click.option("--each", is_flag=True, help="Judge each file by itself, not all as one.")
@click.option(
    "--profile",
    metavar="NAME[@VERSION]",
    help="What to ask of the files.  [default: core for those of this checkout, else submission]",
)
@click.option("--list-profiles", is_flag=True, help="List the profiles and stop.")
@click.option(
    "--base",
    metavar="IRI",
    help="Below which address a sender may describe resources.  [default: their void:uriSpace]",
)
@click.option(
    "--shapes", "shape_files", multiple=True, type=_FILE, help="Shapes to apply instead of ours."
)
@output_options
@root_option
@click.pass_context
def validate(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    input_format: str | None,
    each: bool,
    profile: str | None,
    list_profiles: bool,
    base: str | None,
    shape_files: tuple[Path, ...],
    format_: str,
    output: Path | None,
    most: int | None,
    fail_on: str,
    root: Path,
) -> None:
    """Judge FILES of RDF, or spreadsheets, on top of this graph; - is standard input.

    They may refer to anything that is stated here or in one of them. Only what they state is
    reported, each fault with its place, a line or a cell, and a remedy. Nothing is fetched.
    "cybernorms template" makes the spreadsheets.
    """
    settings = load_settings()
    if list_profiles:
        _write_profiles(root)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.")
    own = load_sources(root)
    shapes = _shapes(shape_files, settings, own) if shape_files else None
    limit = settings.max_submission_bytes
    given = Reader(root, own, limit, input_format, profile, base).read(files)
    result = Output(format_, output, most, Severity[fail_on.upper()])

    def judge() -> Message:
        report = judge_documents(
            own, given, settings, profile=profile, base=base, shapes=shapes, each=each
        )
        return result.render(report, given.documents)

    ctx.exit(result.emit(judge() if shapes is None else _confined(judge, settings)))


def _confined(task: Callable[[], Message], settings: Settings) -> Message:
    """Judge by shapes of others where they can do no harm, within limits."""
    warm_up(settings)
    return run_in_child(task, limits(settings), confined=True)


def _write_profiles(root: Path) -> None:
    rows = profiles_of(load_sources(root))
    width = max((len(profile.token) for profile in rows), default=0)
    for profile in rows:
        text = f"{profile.token:{width}}  {profile.description}"
        click.echo(click.wrap_text(text, subsequent_indent=" " * (width + 2)))


def _shapes(files: tuple[Path, ...], settings: Settings, own: Sources) -> Graph:
    limit = settings.max_submission_bytes
    sources = load_files(files, Path.cwd(), GRAPH_SHAPES, max_bytes=limit)
    shapes = sources.graph(GRAPH_SHAPES)
    admit_shapes(shapes, sources.places(), settings.max_query_nesting)
    # A shape with a misspelt term conforms in silence.
    stated = own.graph(*own.names()).subjects()
    for result in validate_references(shapes, stated, sources.places()).results:
        click.echo(f"cybernorms: {result.place}: {result.message}", err=True)
    return shapes
