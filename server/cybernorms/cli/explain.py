"""``cybernorms explain``: why a triple holds, or what holds instead."""

import ctypes
from typing import Final

import click

from cybernorms.cli.exits import ExitCode
from cybernorms.errors import EngineError
from cybernorms.explanation import WRITERS, Account, Published, account_for, check, read_term
from cybernorms.settings import load_settings
from cybernorms.store import open_facts

_FORMATS: Final = {
    "text": "text/plain",
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


@click.command()
@click.argument("s")
@click.argument("p")
@click.argument("o")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(_FORMATS)),
    default="text",
    show_default=True,
    help="How to write the proofs.",
)
@click.option("--proofs", type=click.IntRange(1, 20), default=5, show_default=True)
@click.option("--check", "checked", is_flag=True, help="Have each proof checked, by owlrl too.")
def explain(s: str, p: str, o: str, *, format_: str, proofs: int, checked: bool) -> None:
    """Say why the triple S P O of the current snapshot holds.

    Each of S, P and O is an IRI, a name such as cn:implements or id:agreement/paris-call, or a
    literal such as '"text"@en'. The proofs come shortest first. The exit code is 1 if the triple
    does not hold.
    """
    facts = open_facts(load_settings().state_dir / "current")
    # Held for ever: to give a large graph back piece by piece takes longer than to explain it.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(facts))
    account = account_for((read_term(s), read_term(p), read_term(o)), facts, most=proofs)
    click.echo(WRITERS[_FORMATS[format_]](account), nl=False)
    if checked:
        _check(account, facts)
    if not account.holds:
        click.get_current_context().exit(ExitCode.NONCONFORMING)


def _check(account: Account, facts: Published) -> None:
    """Check each proof. Raises EngineError for one that is wrong."""
    for number, proof in enumerate(account.proofs, 1):
        if faults := check(proof, facts):
            raise EngineError("\n".join([f"proof {number} is wrong:", *faults]))
        click.echo(
            f"proof {number} checked: every step is an instance of its rule, and owlrl derives the "
            f"triple from its leaves alone",
            err=True,
        )
