"""``cybernorms shapes``: what shapes do to the data that is there."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from cybernorms.cli.exits import ExitCode
from cybernorms.cli.options import root_option
from cybernorms.settings import load_settings
from cybernorms.terms import shorten
from cybernorms.workers.impact import Break, shapes_impact


@click.group()
def shapes() -> None:
    """Look at what shapes ask of the data that is there."""


@shapes.command()
@click.argument("changed", type=click.Path(exists=True, path_type=Path))
@click.option("--as", "place", metavar="FILE", help="Which file of shapes/ a new file would be.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@root_option
@click.pass_context
def impact(ctx: click.Context, changed: Path, place: str | None, format_: str, root: Path) -> None:
    """Tell whose data the shapes CHANGED, a file or a folder, would break.

    All accepted submissions of the state folder are judged, and our own graphs. Nothing is written.
    Exits with 1 when anything would newly fail.
    """
    breaks = shapes_impact(root, changed, load_settings(), place)
    if format_ == "json":
        click.echo(json.dumps([_as_dict(each) for each in breaks], ensure_ascii=False, indent=1))
    else:
        for each in breaks:
            _echo(each)
        institutions = {each.institution for each in breaks if each.institution}
        click.echo(
            f"{len(breaks)} graphs would newly fail, of {len(institutions)} institutions"
            if breaks
            else "nothing would newly fail"
        )
    if breaks:
        ctx.exit(ExitCode.NONCONFORMING)


def _echo(each: Break) -> None:
    whose = f"{each.institution}, submission {each.submission}" if each.submission else "ours"
    click.echo(f"{each.graph}  ({whose})")
    for (shape, message), count in _told(each).items():
        click.echo(f"  {count:5} x {shape}: {message}")


def _as_dict(each: Break) -> dict[str, Any]:
    return {
        "graph": each.graph,
        "institution": each.institution or None,
        "submission": each.submission or None,
        "results": [
            {
                "focusNode": str(result.focus_node),
                "sourceShape": str(result.source_shape),
                "message": result.message,
            }
            for result in each.results
        ],
    }


def _told(each: Break) -> Counter[tuple[str, str]]:
    return Counter((shorten(result.source_shape), result.message) for result in each.results)
