"""``cybernorms build``: the files to a snapshot."""

import time
from pathlib import Path

import click

from cybernorms.build import build as build_snapshot
from cybernorms.cli.following import refuse_to_build
from cybernorms.cli.options import root_option
from cybernorms.cli.progress import progress
from cybernorms.processes import peak_memory
from cybernorms.settings import load_settings


@click.command()
@root_option
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
def build(root: Path, force: bool) -> None:
    """Load, reason, validate and write a snapshot.

    A violation or a contradiction is reported, and the former snapshot stays the current one.
    """
    settings = load_settings()
    refuse_to_build(settings)
    begun = time.monotonic()
    snapshot = build_snapshot(root, settings, force=force, progress=progress)
    state = "unchanged" if snapshot.reused else "built"
    click.echo(f"{state}: snapshot {snapshot.id}, {snapshot.triples} triples, {snapshot.path}")
    if not snapshot.reused:
        seconds = time.monotonic() - begun
        click.echo(
            f"took {seconds:.1f} s, {snapshot.triples / seconds:.0f} triples a second; "
            f"the largest process held {peak_memory()} MiB",
            err=True,
        )
