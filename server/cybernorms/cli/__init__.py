"""The ``cybernorms`` command; each subcommand is a module that is imported when it is used."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import click

from cybernorms import __version__
from cybernorms.cli.exits import MEANINGS, exit_code
from cybernorms.errors import CyberNormsError

# Name -> module of this package; the module's command has the same name.
COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: f"cybernorms.cli.{name}"
        for name in (
            "audit",
            "build",
            "engine",
            "explain",
            "export",
            "federation",
            "history",
            "mappings",
            "mirror",
            "ontology",
            "queries",
            "query",
            "questions",
            "review",
            "serve",
            "shapes",
            "sources",
            "submit",
            "template",
            "token",
            "validate",
        )
    }
)


class _Commands(click.Group):
    """Imports a command when it is needed, and turns the project's errors into exits."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's signature)
        try:
            return super().invoke(ctx)
        except CyberNormsError as error:
            click.echo(f"cybernorms: {error}", err=True)
            ctx.exit(exit_code(error))


_EPILOG: Final = "Exit codes: " + "; ".join(
    f"{code.value} {meaning}" for code, meaning in MEANINGS.items()
)


@click.group(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="cybernorms")
def main() -> None:
    """International cybersecurity agreements as one knowledge graph.

    Settings are taken from environment variables that begin with CYBERNORMS_.
    """
