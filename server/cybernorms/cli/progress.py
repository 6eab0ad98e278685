"""Lines that tell what is going on, for people only."""

import sys

import click


def progress(stage: str) -> None:
    """Tell a stage on standard error when that is a terminal."""
    if sys.stderr.isatty():
        click.echo(f"{stage} …", err=True)
