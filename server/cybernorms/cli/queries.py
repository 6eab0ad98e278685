"""``cybernorms queries``: what the server is working on, and a way to stop it."""

import json
from datetime import UTC, datetime

import click

from cybernorms.errors import InputError
from cybernorms.settings import load_settings
from cybernorms.workers import list_queries, stop_query


@click.group()
def queries() -> None:
    """List the queries that a server runs, or stop one.

    Works for the servers of the state folder (CYBERNORMS_STATE_DIR), as the user that runs them.
    """


@queries.command("list")
@click.option("--text", is_flag=True, help="Show what each query asks.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def list_(*, text: bool, format_: str) -> None:
    """List what runs and what waits, oldest first.

    A query that a page asks is listed like any other. The digest is the SHA-256 of its text.
    """
    found = list_queries(load_settings().state_dir, text=text)
    if format_ == "json":
        click.echo(json.dumps(found, indent=2))
        return
    for query in found:
        since = datetime.fromtimestamp(query["since"], UTC).isoformat(timespec="seconds")
        click.echo(
            f"{query['id']}  {query['state']}  {query['seconds']:.1f} s since {since}  "
            f"client {query['client'] or '-'}  request {query['request'] or '-'}  "
            f"worker {query['worker'] or '-'}  digest {query['digest']}"
        )
        if text:
            click.echo("".join(f"    {line}\n" for line in query["text"].splitlines()))


@queries.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
def stop(ids: tuple[str, ...]) -> None:
    """Stop queries by their id, or by the id of their request.

    Their clients are told; a query that still waits is stopped when its turn comes.
    """
    state_dir = load_settings().state_dir
    missing = [id_ for id_ in ids if not stop_query(state_dir, id_)]
    if missing:
        raise InputError(f"no such query: {', '.join(missing)}; see  cybernorms queries list")
