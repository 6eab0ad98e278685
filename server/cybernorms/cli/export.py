"""``cybernorms export``: the published graph as a file."""

from pathlib import Path
from typing import BinaryIO

import click

from cybernorms.build import current_snapshot
from cybernorms.cli.options import entailment_option
from cybernorms.engine import Entailment
from cybernorms.settings import load_settings
from cybernorms.store.export import FORMATS, export_dataset


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(FORMATS)),
    default="nq",
    show_default=True,
    help="Formats without named graphs hold the union of the graphs.",
)
@entailment_option
@click.option(
    "--output",
    "-o",
    type=click.File("wb", lazy=False),
    default="-",
    help="File to write.  [default: stdout]",
)
def export(format_: str, entailment: Entailment, output: BinaryIO) -> None:
    """Write the current snapshot."""
    folder = current_snapshot(load_settings().state_dir).path
    export_dataset(_files(folder, entailment), format_, output)


def _files(folder: Path, entailment: Entailment) -> list[Path]:
    names = ["asserted.nq"] if entailment == "none" else ["asserted.nq", "inferred.nq"]
    return [folder / name for name in names]
