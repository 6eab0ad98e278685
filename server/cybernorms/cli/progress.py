"""Lines that tell what is going on, for people only."""

import sys
from typing import Final

import click

_AGAIN: Final = "\x1b[1A\x1b[2K"
"""Takes a terminal back to the line before, and empties it."""


class _Progress:
    def __init__(self) -> None:
        self._last = ""

    def __call__(self, stage: str) -> None:
        """Tell a stage on standard error when that is a terminal.

        One that is told again with other figures, behind a colon, takes the place of its last line.
        """
        if sys.stderr.isatty():
            name = stage.partition(":")[0]
            click.echo(f"{_AGAIN if name == self._last else ''}{stage} …", err=True)
            self._last = name


progress: Final = _Progress()
