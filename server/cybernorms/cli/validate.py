"""``cybernorms validate``: judge files before they go in."""

from pathlib import Path

import click

from cybernorms.cli.exits import ExitCode
from cybernorms.cli.options import root_option
from cybernorms.errors import InputError
from cybernorms.namespaces import GRAPH_SHAPES, RDF, SH
from cybernorms.reports import FORMATS
from cybernorms.settings import load_settings
from cybernorms.sources import Sources, load_files, load_sources
from cybernorms.validation import FOREIGN, PROFILES, validate_files

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--profile",
    type=click.Choice(tuple(PROFILES)),
    default="core",
    show_default=True,
    help="Which of our shapes to apply.",
)
@click.option(
    "--shapes", "shape_files", multiple=True, type=_FILE, help="Shapes to apply instead of ours."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    show_default=True,
    help="How to write the report.",
)
@root_option
@click.pass_context
def validate(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    profile: str,
    shape_files: tuple[Path, ...],
    format_: str,
    root: Path,
) -> None:
    """Judge Turtle FILES on top of this graph.

    They may refer to anything that is stated here or in one of them. Only what they state is
    reported, each fault with file, line, subject and remedy.
    """
    settings = load_settings()
    shapes = load_files(shape_files, Path.cwd(), GRAPH_SHAPES).graph(GRAPH_SHAPES)
    if shape_files and (None, RDF.type, SH.NodeShape) not in shapes:
        raise InputError(f"{', '.join(map(str, shape_files))}: no sh:NodeShape to judge by")
    given = _given(files, root)
    _require_statements(given)
    report = validate_files(
        load_sources(root),
        given,
        validator=settings.validator,
        reasoner=settings.reasoner,
        profile=profile,
        shapes=shapes if shape_files else None,
    )
    click.echo(FORMATS[format_](report))
    if not report.conforms:
        ctx.exit(ExitCode.NONCONFORMING)


def _require_statements(given: Sources) -> None:
    """Refuse files that state nothing: a check of nothing must not look like success."""
    empty = [document.file for document in given.documents if not document.graph]
    if empty:
        raise InputError(f"{', '.join(empty)}: states nothing, so there is nothing to judge")


def _given(files: tuple[Path, ...], root: Path) -> Sources:
    """Read the files: our own as what they are, others as somebody's data."""
    paths = [path.resolve() for path in files]
    own = load_files([path for path in paths if path.is_relative_to(root)], root)
    foreign = load_files([p for p in paths if not p.is_relative_to(root)], Path.cwd(), FOREIGN)
    return Sources((*own.documents, *foreign.documents))
