"""``cybernorms token``: who may write."""

from datetime import UTC, datetime, timedelta

import click

from cybernorms.accounts import ROLES, Role, create_account, list_accounts, revoke_account
from cybernorms.audit import audit
from cybernorms.settings import load_settings


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
    help="A graph that it may write too; all that begin so, if it ends in / or #.",
)
@click.option("--expires", type=click.IntRange(min=1), metavar="DAYS", help="Days it is good for.")
@click.option("--role", type=click.Choice(ROLES), default="member", help="What else it may do.")
def create(name: str, graphs: tuple[str, ...], expires: int | None, role: Role) -> None:
    """Open the account NAME and print its token, which is shown only once.

    The account owns every graph below https://w3id.org/cybernorms/graph/member/NAME/; the one
    called default there is its default graph.
    """
    until = None if expires is None else datetime.now(UTC) + timedelta(days=expires)
    settings = load_settings()
    _, secret = create_account(settings.state_dir, name, graphs, until, role)
    audit(settings, "token.created", name, detail=role)
    click.echo(secret)


@token.command("list")
def list_() -> None:
    """List the accounts, until when they are good, and what they own."""
    for account in list_accounts(load_settings().state_dir):
        until = f"until {account.expires:%Y-%m-%d}" if account.expires else "no end"
        click.echo(f"{account.name}  {until}  {' '.join(account.graphs)}")


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Close the account NAME. What it wrote stays."""
    settings = load_settings()
    revoke_account(settings.state_dir, name)
    audit(settings, "token.revoked", name)
    click.echo(f"revoked: {name}")
