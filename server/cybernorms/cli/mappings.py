"""``cybernorms mappings``: mapping sets (SSSOM), read, judged and written."""

from pathlib import Path
from typing import Final

import click
from rdflib import Graph, URIRef

from cybernorms.build import current_snapshot
from cybernorms.cli.options import root_option
from cybernorms.cli.validate import validate
from cybernorms.engine import Query
from cybernorms.errors import InputError
from cybernorms.mappings import SSSOM, write_json, write_table
from cybernorms.mappings.published import OWN_SETS, set_query
from cybernorms.namespaces import RDF
from cybernorms.settings import load_settings
from cybernorms.sources import format_of, read_file, read_rdf
from cybernorms.workers import open_engine

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_NAME: Final = URIRef("urn:x-cybernorms:file")
_TRIPLES: Final = "application/n-triples"
_format_option: Final = click.option(
    "--format",
    "format_",
    type=click.Choice(["tsv", "json", "ttl"]),
    default="tsv",
    show_default=True,
    help="A table, JSON, or RDF as SSSOM has it.",
)


@click.group()
def mappings() -> None:
    """Check, convert and export sets of mappings to the names of others (SSSOM)."""


@mappings.command()
@click.argument("files", nargs=-1, type=_FILE, required=True)
@root_option
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], root: Path) -> None:
    """Judge FILES by the profile mapping: tables (.tsv) or RDF."""
    ctx.invoke(validate, files=files, profile="mapping", root=root)


@mappings.command()
@click.argument("file", type=_FILE)
@_format_option
def convert(file: Path, format_: str) -> None:
    """Write the mapping sets of FILE, a table or RDF, in another form."""
    limit = load_settings().max_submission_bytes
    content = read_file(file, str(file), limit)
    graph = read_rdf(content, str(file), _NAME, format_of(file.name)).graph
    sets = sorted(map(str, graph.subjects(RDF.type, SSSOM["MappingSet"])))
    if not sets:
        raise InputError(f"{file}: there is no mapping set in it")
    if len(sets) > 1 and format_ != "ttl":
        raise InputError(f"{file}: {len(sets)} mapping sets; only --format ttl has room for them")
    _write(graph, URIRef(sets[0]), format_)


@mappings.command()
@click.argument("name", metavar="NAME|IRI")
@_format_option
def export(name: str, format_: str) -> None:
    """Write a mapping set of the current snapshot.

    NAME is correspondences (between provisions) or vocabularies (of our terms); a set that was
    accepted from others goes by its IRI.
    """
    settings, iri = load_settings(), OWN_SETS.get(name, name)
    snapshot = current_snapshot(settings.state_dir).path
    with open_engine(settings, snapshot) as engine:
        answer = engine.query(Query(set_query(iri), None, _TRIPLES, settings.timeout, "none"))
    graph = Graph().parse(data=answer.body, format="nt")
    if (URIRef(iri), SSSOM["mappings"], None) not in graph:
        known = " and ".join(OWN_SETS)
        raise InputError(f"{name}: no such mapping set; ours are {known}")
    _write(graph, URIRef(iri), format_)


def _write(graph: Graph, iri: URIRef, format_: str) -> None:
    if format_ == "ttl":
        click.echo(graph.serialize(format="turtle"), nl=False)
    else:
        click.echo((write_table if format_ == "tsv" else write_json)(graph, iri), nl=False)
