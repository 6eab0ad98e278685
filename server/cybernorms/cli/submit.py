"""``cybernorms submit``: send data of an institution to a server."""

import hashlib
from pathlib import Path

import click

from cybernorms.cli.exits import ExitCode
from cybernorms.cli.receipts import echo_receipt, remote_of, remote_options
from cybernorms.errors import InputError, RemoteError
from cybernorms.settings import load_settings
from cybernorms.sources import format_of, read_file
from cybernorms.spreadsheets import MEDIA_TYPES, is_spreadsheet


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@remote_options(required=True)
@click.option("--dataset", required=True, metavar="NAME", help="Which of your data sets it is.")
@click.option("--profile", default="", metavar="NAME[@VERSION]", help="What to judge it as.")
@click.option("--base", default="", metavar="IRI", help="Below which your identifiers lie.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def submit(
    ctx: click.Context,
    *,
    file: Path,
    url: str,
    token_file: Path,
    dataset: str,
    profile: str,
    base: str,
    format_: str,
) -> None:
    """Send FILE, RDF or a spreadsheet, as a version of one of your data sets.

    Prints the receipt: keep it. Exits with 1 when the data does not conform, which a new version
    can mend. The server's address has to be one that outbound_networks and outbound_ports allow.
    """
    settings = load_settings()
    content = read_file(file, str(file), settings.max_submission_bytes)
    remote = remote_of(settings, url, token_file)
    parameters = {"dataset": dataset, "profile": profile, "base": base}
    receipt = remote.submit(content, _media_type(file), parameters)
    if receipt["payload"]["digest"] != hashlib.sha256(content).hexdigest():
        raise RemoteError(f"{url}: the receipt {receipt['id']} is not of what was sent")
    echo_receipt(receipt, format_)
    if receipt["state"] == "nonconforming":
        click.echo(f"report: {url.rstrip('/')}{receipt['judgement']['report']}", err=True)
        ctx.exit(ExitCode.NONCONFORMING)


def _media_type(file: Path) -> str:
    if not is_spreadsheet(file.name):
        return format_of(file.name).media_types[0]
    for media_type, suffix in MEDIA_TYPES.items():
        if file.name.lower().endswith(suffix):
            return media_type
    raise InputError(f"{file}: no spreadsheet that is taken")
