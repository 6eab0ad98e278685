"""``cybernorms ontology``: whether the ontology is fit, and what follows from it."""

import time
from pathlib import Path

import click
from rdflib import Graph

from cybernorms.cli.exits import ExitCode
from cybernorms.cli.options import root_option
from cybernorms.cli.progress import progress
from cybernorms.cli.reporting import Output, output_options
from cybernorms.quality import check_ontology
from cybernorms.reasoning import ENGINES, close
from cybernorms.settings import load_settings
from cybernorms.sources import load_sources
from cybernorms.terms import shorten
from cybernorms.validation import Severity


@click.group()
def ontology() -> None:
    """Check the ontology, and what the reasoners make of it."""


@ontology.command()
@output_options
@root_option
@click.pass_context
def check(
    ctx: click.Context,
    *,
    format_: str,
    output: Path | None,
    most: int | None,
    fail_on: str,
    root: Path,
) -> None:
    """Judge the ontology: its shapes, the OWL 2 RL profile, unusable terms, known pitfalls.

    Each class gets a member and each property values, right ones and wrong ones, to see what
    contradicts itself and which mistake would pass. Numbers such as P11 are those of OOPS!.
    """
    settings, sources = load_settings(), load_sources(root)
    report = check_ontology(sources, reasoner=settings.reasoner, validator=settings.validator)
    result = Output(format_, output, most, Severity[fail_on.upper()])
    ctx.exit(result.emit(result.render(report, sources.documents)))


@ontology.command()
@root_option
@click.pass_context
def closure(ctx: click.Context, root: Path) -> None:
    """Derive all that follows from the files with each reasoner, and compare.

    Prints how many triples each derives, after the same pruning, and those that only one does. The
    reference takes about a minute.
    """
    asserted = load_sources(root).asserted()
    click.echo(f"asserted: {len(asserted):,} triples")
    closures = {}
    for engine in sorted(ENGINES, reverse=True):
        progress(f"reasoning with {engine}")
        start = time.perf_counter()
        closures[engine] = close(asserted, engine)
        seconds = time.perf_counter() - start
        click.echo(f"{engine}: {len(closures[engine]):,} triples derived in {seconds:.1f} s")
    ours, reference = closures["sparq"], closures["owlrl"]
    lines = [*_lines("sparq", ours, reference), *_lines("owlrl", reference, ours)]
    click.echo(f"difference: {len(lines):,} triples")
    for line in lines:
        click.echo(line)
    ctx.exit(ExitCode.NONCONFORMING if lines else ExitCode.FINE)


def _lines(engine: str, one: Graph, other: Graph) -> list[str]:
    """Write the triples that only one of two graphs has."""
    return sorted(f"only {engine}: {' '.join(map(shorten, triple))} ." for triple in one - other)
