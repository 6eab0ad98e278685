"""``cybernorms token``: who may write."""

import json
from datetime import UTC, datetime, timedelta
from typing import Final

import click

from cybernorms.accounts import (
    ROLES,
    Role,
    Token,
    create_account,
    create_token,
    list_accounts,
    list_tokens,
    revoke_account,
    revoke_token,
)
from cybernorms.audit import audit
from cybernorms.errors import InputError
from cybernorms.settings import load_settings

_YEAR: Final = 365


@click.group()
def token() -> None:
    """Give out and revoke the tokens by which accounts write over HTTP."""


@token.command()
@click.argument("name")
@click.option(
    "--graph",
    "graphs",
    multiple=True,
    metavar="IRI",
    help="A graph that a new account may write too; all that begin so, if it ends in / or #.",
)
@click.option(
    "--expires",
    type=click.IntRange(min=0),
    metavar="DAYS",
    default=_YEAR,
    show_default=True,
    help="Days it is good for; 0: no end.",
)
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="member",
    show_default=True,
    help="What it is good for.",
)
@click.option("--label", default="", metavar="TEXT", help="What it is for, as a note.")
def create(name: str, graphs: tuple[str, ...], expires: int, role: Role, label: str) -> None:
    """Print a new token of the account NAME, which is opened if there is none.

    The token is shown only once. The account owns every graph below
    https://w3id.org/cybernorms/graph/member/NAME/; the one called default there is its default
    graph. A reader writes nothing and has budgets of its own, a member writes and submits, a
    curator also decides on submissions and members.
    """
    settings = load_settings()
    until = datetime.now(UTC) + timedelta(days=expires) if expires else None
    if any(account.name == name for account in list_accounts(settings.state_dir)):
        if graphs:
            raise InputError(f"the account {name} exists; --graph is for a new one")
        made, secret = create_token(settings.state_dir, name, label, role, until)
        identifier = made.id
    else:
        account, secret = create_account(settings.state_dir, name, graphs, until, role, label=label)
        identifier = account.token
        audit(settings, "account.created", name, detail=" ".join(account.graphs))
    audit(settings, "token.created", identifier, detail=f"{role} of {name}, {_until(until)}")
    click.echo(secret)


@token.command("list")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def list_(format_: str) -> None:
    """List the accounts with what they own, and the tokens of each.

    A token's line has its id, role, end, the day of its last use, and label. In JSON one object
    an account.
    """
    state_dir = load_settings().state_dir
    tokens = list_tokens(state_dir)
    for account in list_accounts(state_dir):
        own = [each for each in tokens if each.account == account.name]
        if format_ == "json":
            row = {"account": account.name, "graphs": account.graphs, "tokens": map(_row, own)}
            click.echo(json.dumps(row, default=list))
            continue
        click.echo(f"{account.name}  {' '.join(account.graphs)}")
        for each in own:
            used = f"used {each.used}" if each.used else "never used"
            label = f"  {json.dumps(each.label, ensure_ascii=False)}" if each.label else ""
            click.echo(f"    {each.id}  {each.role}  {_until(each.expires)}  {used}{label}")


@token.command()
@click.argument("which", metavar="ID|NAME")
def revoke(which: str) -> None:
    """Revoke the token ID, or close the account NAME with all its tokens. What it wrote stays."""
    settings = load_settings()
    if which.startswith("t_"):  # which no name does
        revoked = revoke_token(settings.state_dir, which)
        audit(settings, "token.revoked", which, detail=f"{revoked.role} of {revoked.account}")
    else:
        revoke_account(settings.state_dir, which)
        audit(settings, "account.closed", which)
    click.echo(f"revoked: {which}")


def _until(expires: datetime | None) -> str:
    return f"until {expires:%Y-%m-%d}" if expires else "no end"


def _row(each: Token) -> dict[str, str | None]:
    return {
        "id": each.id,
        "role": each.role,
        "label": each.label,
        "created": each.created.isoformat(),
        "expires": each.expires.isoformat() if each.expires else None,
        "used": each.used.isoformat() if each.used else None,
    }
