"""``cybernorms review``: what was submitted, and the decisions on it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import click

from cybernorms.audit import COMMAND, audit
from cybernorms.build import Proposal, Workspace, commit
from cybernorms.cli.options import root_option
from cybernorms.cli.receipts import echo_receipt, one_line, remote_of, remote_options
from cybernorms.errors import InputError
from cybernorms.settings import Settings, load_settings
from cybernorms.submissions import STATES, Archive, Decision, as_receipt
from cybernorms.submissions.remote import Receipt
from cybernorms.workers.settling import settle


class Office(Protocol):
    """Where submissions are looked at and decided on: a server, or a state folder."""

    def find_all(self, states: tuple[str, ...] = ()) -> list[Receipt]:
        """List the submissions in some states, or all."""
        ...

    def receipt(self, id_: str) -> Receipt:
        """Give a receipt."""
        ...

    def report(self, id_: str) -> str:
        """Give the latest validation report, as Turtle."""
        ...

    def decide(self, id_: str, decision: Decision | None, reason: str) -> Receipt:
        """Decide on a submission, or retract it if the decision is None."""
        ...


class LocalOffice:
    """The submissions of this machine's state folder; whoever runs the command decides."""

    def __init__(self, settings: Settings, root: Path) -> None:
        """Build from ``root`` what is decided."""
        self._settings, self._root = settings, root
        self._archive = Archive(settings.state_dir)

    def find_all(self, states: tuple[str, ...] = ()) -> list[Receipt]:
        """List the submissions in some states, or all."""
        chosen = [state for state in STATES if state in states]
        return [as_receipt(record, ()) for record in self._archive.records(chosen)]

    def receipt(self, id_: str) -> Receipt:
        """Give a receipt. Raises NotFoundError."""
        return as_receipt(self._archive.find(id_), self._archive.events(id_))

    def report(self, id_: str) -> str:
        """Give the latest validation report, as Turtle. Raises NotFoundError."""
        self._archive.find(id_)
        return self._archive.report(id_).get("text/turtle", "")

    def decide(self, id_: str, decision: Decision | None, reason: str) -> Receipt:
        """Decide, and build; a server of the same folder that is quicker does the same.

        Raises NotFoundError and WrongStateError, and what ``settle`` raises.
        """
        if decision is None:
            record = self._archive.withdraw(id_, COMMAND.account, reason)
        else:
            record = self._archive.decide(id_, decision, COMMAND.account, reason)
        audit(self._settings, f"submission.{record.state}", record.iri, detail=reason)
        if record.state in {"approved", "retracting"}:
            workspace = Workspace(self._root, self._settings)

            def commit_all(proposals: Sequence[Proposal]) -> None:
                commit(workspace, proposals, workspace.journal.written.position)

            settle(self._archive, workspace, commit_all)
        return self.receipt(id_)


@click.group()
@remote_options(required=False)
@root_option
@click.pass_context
def review(ctx: click.Context, url: str | None, token_file: Path | None, root: Path) -> None:
    """Look at submissions and decide on them, at a server (--to) or in the state folder here."""
    settings = load_settings()
    if url is None:
        ctx.obj = LocalOffice(settings, root)
    elif token_file is None:
        raise InputError("a server asks for a token; give the file that has it as --token-file")
    else:
        ctx.obj = remote_of(settings, url, token_file)


@review.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES))
@click.pass_obj
def list_(office: Office, states: tuple[str, ...]) -> None:
    """List submissions, the oldest first."""
    for receipt in office.find_all(states):
        click.echo(one_line(receipt))


@review.command()
@click.argument("id_", metavar="ID")
@click.option("--report", is_flag=True, help="Print the validation report instead.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def show(office: Office, id_: str, report: bool, format_: str) -> None:
    """Show the receipt of a submission with all that happened to it."""
    if report:
        click.echo(office.report(id_), nl=False)
    else:
        echo_receipt(office.receipt(id_), format_)


def _deciding(name: str, decision: Decision | None, help_: str) -> click.Command:
    @click.command(name, help=help_)
    @click.argument("id_", metavar="ID")
    @click.option("--reason", required=True, help="Why; it is kept and shown.")
    @click.pass_obj
    def decide(office: Office, id_: str, reason: str) -> None:
        echo_receipt(office.decide(id_, decision, reason))

    return decide


for _command in (
    _deciding("accept", "accept", "Make the data of a submission a graph that queries see."),
    _deciding("reject", "reject", "Turn a submission down."),
    _deciding("changes", "changes", "Ask for changes; a new version answers."),
    _deciding("retract", None, "Empty the graph of an accepted submission."),
):
    review.add_command(_command)
