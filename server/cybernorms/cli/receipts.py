"""Receipts of submissions as commands print them, and the server that commands ask."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from cybernorms.outbound import Allowance, Outbound
from cybernorms.settings import Settings
from cybernorms.sources import read_file
from cybernorms.submissions.remote import Receipt, Remote

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


def remote_options(*, required: bool) -> Callable[[_Command], _Command]:
    """Give a command the options that say which server, and with which token."""

    def add(command: _Command) -> _Command:
        token = click.option(
            "--token-file", type=_FILE, required=required, help="File that has the token."
        )
        url = click.option("--to", "url", required=required, metavar="URL", help="The server.")
        return url(token(command))

    return add


def remote_of(settings: Settings, url: str, token_file: Path) -> Remote:
    """Give the server that options name, to be called as the settings allow."""
    token = read_file(token_file, str(token_file)).decode("utf-8", "replace").strip()
    return Remote(Outbound(Allowance.of(settings)), url, token)


def echo_receipt(receipt: Receipt, format_: str = "text") -> None:
    """Print a receipt, for people or as JSON."""
    if format_ == "json":
        click.echo(json.dumps(receipt, ensure_ascii=False, indent=1))
        return
    click.echo(one_line(receipt))
    click.echo(f"  payload     SHA-256 {receipt['payload']['digest']}")
    if statements := receipt["statements"]:
        click.echo(
            f"  statements  {statements['triples']}, {statements['canonicalization']} "
            f"{statements['algorithm']} {statements['digest']}"
        )
    if judgement := receipt["judgement"]:
        counts = ", ".join(f"{number} {name}" for name, number in judgement["counts"].items())
        click.echo(f"  judged      by {receipt['profile']}: {counts}")
    if receipt["problem"]:
        click.echo(f"  unreadable  {receipt['problem']}")
    for event in receipt["events"]:
        reason = f"  {json.dumps(event['reason'], ensure_ascii=False)}" if event["reason"] else ""
        click.echo(f"  {event['time'][:19]}  {event['kind']} by {event['actor']}{reason}")


def one_line(receipt: Receipt) -> str:
    """Write a receipt as one line of a list."""
    return (
        f"{receipt['id']}  {receipt['state']}  {receipt['institution']}/{receipt['dataset']}  "
        f"{receipt['received'][:19]}"
    )
