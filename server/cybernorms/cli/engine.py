"""``cybernorms engine``: look at an engine elsewhere before the graph is put into it."""

from contextlib import closing
from typing import Final

import click

from cybernorms.errors import EngineError, InputError
from cybernorms.remote import Link, probe, read_address
from cybernorms.settings import load_settings

_PATIENCE: Final = 60.0


@click.group()
def engine() -> None:
    """Look at an engine of another process or machine."""


@engine.command("probe")
@click.argument("address", required=False)
def probe_engine(address: str | None) -> None:
    """Try what an engine can do of what queries need.

    ADDRESS is what the setting CYBERNORMS_ENGINE would be, and that setting if it is not given. A
    few triples are written, and removed again. Ends with 3 when the engine can not be used.
    """
    read = read_address(address or load_settings().engine)
    if read is None:
        raise InputError("the embedded engine has nothing to be probed; name one elsewhere")
    with closing(Link(read, _PATIENCE)) as link:
        findings = list(probe(link))
    for finding in findings:
        told = f"lacks {finding.name}: {finding.fault}" if finding.fault else f"has {finding.name}"
        click.echo(told)
    if any(finding.fault and finding.needed for finding in findings):
        raise EngineError(f"the engine at {read} lacks what every query needs")
