"""``cybernorms template``: spreadsheets to fill in, made from the shapes of a profile."""

from pathlib import Path

import click

from cybernorms.cli.options import root_option
from cybernorms.errors import InputError
from cybernorms.sources import load_sources
from cybernorms.spreadsheets import make_layout, make_template
from cybernorms.spreadsheets.writing import write_csv, write_xlsx
from cybernorms.validation import SUBMISSION, choose_profile


@click.command()
@click.option(
    "--profile",
    metavar="NAME[@VERSION]",
    default=SUBMISSION,
    show_default=True,
    help="The profile whose classes get a sheet each.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("xlsx", "csv")),
    default="xlsx",
    show_default=True,
    help="A workbook, or a folder with a CSV file for each sheet.",
)
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="The file, or the folder of CSV files, to write.",
)
@root_option
def template(*, profile: str, format_: str, output: Path, root: Path) -> None:
    """Make spreadsheets to fill in: a sheet a class, a column a property.

    "cybernorms validate" reads them back, and says of each cell what is wrong with it.
    """
    own = load_sources(root)
    chosen = choose_profile(own, profile)
    layout = make_layout(own, chosen.written_shapes(own), chosen.takes)
    pages = make_template(layout, chosen.token)
    try:
        if format_ == "xlsx":
            output.write_bytes(write_xlsx(pages, layout))
        else:
            output.mkdir(parents=True, exist_ok=True)
            for name, content in write_csv(pages).items():
                (output / name).write_bytes(content)
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror}") from None
