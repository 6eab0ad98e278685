"""Options that several commands share."""

from pathlib import Path
from typing import Final, get_args

import click

from cybernorms.engine import Entailment
from cybernorms.files import graph_root


def _root(_: click.Context, __: click.Parameter, value: Path | None) -> Path:
    return (value or graph_root()).resolve()


root_option: Final = click.option(
    "--root",
    callback=_root,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds ontology/, data/ and shapes/.  [default: this installation's]",
)

entailment_option: Final = click.option(
    "--entailment",
    type=click.Choice(get_args(Entailment)),
    default="owlrl",
    show_default=True,
    help="With what follows from the data, or without.",
)
