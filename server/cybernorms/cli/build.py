"""``cybernorms build``: the files to a snapshot."""

from pathlib import Path

import click

from cybernorms.build import build as build_snapshot
from cybernorms.cli.progress import progress
from cybernorms.files import graph_root
from cybernorms.settings import load_settings


@click.command()
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds ontology/, data/ and shapes/.  [default: this installation's]",
)
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
def build(root: Path | None, force: bool) -> None:
    """Load, reason, validate and write a snapshot.

    A violation or a contradiction is reported, and the former snapshot stays the current one.
    """
    snapshot = build_snapshot(
        (root or graph_root()).resolve(), load_settings(), force=force, progress=progress
    )
    state = "unchanged" if snapshot.reused else "built"
    click.echo(f"{state}: snapshot {snapshot.id}, {snapshot.triples} triples, {snapshot.path}")
