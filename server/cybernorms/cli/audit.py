"""``cybernorms audit``: what was done, by whom, and whether the log of it is whole."""

from dataclasses import asdict

import click
import msgspec

from cybernorms.audit import Event, describe_events, read_events
from cybernorms.errors import DamagedLogError
from cybernorms.journal import transactions
from cybernorms.settings import Settings, load_settings


@click.command()
@click.option("--verify", is_flag=True, help="Only say whether the log is whole.")
@click.option("--account", metavar="NAME", help="Only what this account did.")
@click.option("--action", metavar="PREFIX", default="", help="Only actions that begin so.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
)
def audit(verify: bool, account: str | None, action: str, format_: str) -> None:
    """List the events of the audit log, oldest first.

    In JSON there is one object a line; Turtle is provenance (PROV-O).

    Each is held to the chain of digests. With --verify the log is also held to the journal, and the
    last digest is told: whoever keeps it elsewhere can see later that no line before it was changed
    and that the log was not cut.
    """
    settings = load_settings()
    if verify:
        _verify(settings)
        return
    wanted = (
        event
        for event in read_events(settings.state_dir)
        if account in {None, event.account} and event.action.startswith(action)
    )
    if format_ == "turtle":
        click.echo(describe_events(wanted).serialize(format="turtle"), nl=False)
        return
    for event in wanted:
        click.echo(_json(event) if format_ == "json" else _text(event))


def _verify(settings: Settings) -> None:
    """Tell what is whole. Raises DamagedLogError for what is not."""
    last, noted = None, set()
    for event in read_events(settings.state_dir):
        last = event
        noted.add(event.transaction)
    missing = [
        transaction.number
        for transaction in transactions(settings.state_dir)
        if transaction.number not in noted
    ]
    if last is None:
        click.echo("no events")
    else:
        click.echo(f"{last.number} events, last digest {last.digest}")
    if missing:
        numbers = ", ".join(map(str, missing))
        raise DamagedLogError(f"the journal has transactions without an event: {numbers}")


def _json(event: Event) -> str:
    return msgspec.json.encode(event).decode()


def _text(event: Event) -> str:
    """Write an event for people; what a client sent is quoted, for terminals' sake."""
    head = f"{event.number}  {event.time:%Y-%m-%d %H:%M:%S}  {event.account}  {event.action}"
    values = {
        name: value
        for name, value in asdict(event).items()
        if name in {"object", "token", "address", "request", "transaction", "detail"} and value
    }
    told = (f"{name}={msgspec.json.encode(value).decode()}" for name, value in values.items())
    return "  ".join((head, event.outcome, *told))
