"""``cybernorms federation``: who is a member, and whether it keeps the contract."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from cybernorms.audit import audit
from cybernorms.cli.exits import ExitCode
from cybernorms.cli.options import root_option
from cybernorms.federation import Registry, Status
from cybernorms.federation.contract import Judge, advice_of, title_of
from cybernorms.federation.schedule import join
from cybernorms.settings import Settings, load_settings
from cybernorms.sources import load_sources
from cybernorms.workers.inspection import inspect, sample_submission
from cybernorms.workers.judgement import judge as judge_submission

_ACTOR: Final = "command line"
_MARKS: Final = {"passed": "✓", "failed": "✗", "inapplicable": "-"}


@click.group()
def federation() -> None:
    """Keep the members of the federation: the endpoints that SERVICE and members= may ask."""


@federation.command("list")
def list_() -> None:
    """List the members: name, status, endpoint, and why the status is what it is."""
    for member in Registry(load_settings().state_dir).members():
        tested = f"tested {member.tested:%Y-%m-%d %H:%M}" if member.tested else "not tested"
        answered = "" if member.answered else ", never answered"
        why = f"  ({member.reason})" if member.reason else ""
        click.echo(f"{member.name}  {member.status}  {member.endpoint}  {tested}{answered}{why}")


@federation.command()
@click.argument("url")
@click.option("--name", default="", help="What members= takes.  [default: by the host]")
@click.option("--title", default="", help="What it is called on pages.")
def add(url: str, name: str, title: str) -> None:
    """Take the SPARQL endpoint URL in as a candidate; a running server tests it."""
    settings = load_settings()
    member = join(Registry(settings.state_dir), url, name, title, _ACTOR)
    audit(settings, "member.added", member.name, detail=url)
    click.echo(f"{member.name}: {member.status}")


@federation.command()
@click.argument("names", nargs=-1)
@root_option
def test(names: tuple[str, ...], root: Path) -> None:
    """Test the members NAMES now, or all of them, and say what to mend.

    Exits with 1 when one of them failed what it cannot be asked without.
    """
    settings = load_settings()
    registry = Registry(settings.state_dir)
    members = [registry.find(name) for name in names] if names else registry.members()
    judge, usable = _judge(root, settings), True
    for member in members:
        found = inspect(settings, member, judge).examination
        click.echo(f"{member.name} ({member.endpoint})")
        for result in found.results:
            click.echo(f"  {_MARKS[result.outcome]} {title_of(result.check)}: {result.found}")
            if result.outcome == "failed":
                click.echo(click.wrap_text(advice_of(result.check), 96, "      ", "      "))
        usable = usable and found.is_usable
    if not usable:
        raise click.exceptions.Exit(ExitCode.NONCONFORMING)


@federation.command()
@click.argument("name")
@click.option("--reason", default="", help="Why, for the history of its status.")
def activate(name: str, reason: str) -> None:
    """Let queries ask the member NAME."""
    _set_status(name, "active", reason)


@federation.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why, for the history of its status.")
def suspend(name: str, reason: str) -> None:
    """Let queries ask the member NAME no more, and test it no more."""
    _set_status(name, "suspended", reason)


def _set_status(name: str, status: Status, reason: str) -> None:
    settings = load_settings()
    member = Registry(settings.state_dir).set_status(name, status, reason, _ACTOR)
    audit(settings, f"member.{status}", name, detail=reason)
    click.echo(f"{member.name}: {member.status}")


def _judge(root: Path, settings: Settings) -> Judge:
    """Judge by the shapes of a checkout, which are read when they are needed."""
    own = load_sources(root)

    def judge(triples: bytes, profile: str) -> Mapping[str, Any]:
        _, report = judge_submission(sample_submission(triples, profile), own, settings)
        found: Mapping[str, Any] = json.loads(report)
        return found

    return judge
