"""Processes that ``cybernorms serve`` keeps alive beside itself."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

from cybernorms.settings import Settings, as_environment

_log: Final = logging.getLogger(__name__)
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_SETTLED: Final = 60.0
"""Seconds of life after which a death is news, and not one more of a row."""


class Child:
    """A Python module run as a process of its own, and started again when it ends by itself.

    The pause before a start doubles with each early death, up to half a minute.
    """

    def __init__(self, name: str, arguments: Sequence[str], settings: Settings) -> None:
        """Start ``python -m arguments…`` with the settings in its environment."""
        self._name, self._arguments, self._settings = name, arguments, settings
        self._pause, self._due = _FIRST_PAUSE, 0.0
        self._start()

    @property
    def ended(self) -> int | None:
        """Its exit code if it is not running, else None."""
        return self._process.poll()

    def tick(self) -> None:
        """Start it again if it has ended and the pause is over; call this a few times a second."""
        now = time.monotonic()
        if self.ended is None:
            return
        if not self._due:
            self._pause = (
                _FIRST_PAUSE
                if now - self._started > _SETTLED
                else min(self._pause * 2, _LONGEST_PAUSE)
            )
            self._due = now + self._pause
            _log.error(
                "%s ended with %s; starting another in %g s", self._name, self.ended, self._pause
            )
        elif now >= self._due:
            self._start()

    def stop(self, patience: float) -> None:
        """Ask it to end, and kill it after ``patience`` seconds."""
        self._process.terminate()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        self._started, self._due = time.monotonic(), 0.0
        self._process = spawn(self._arguments, self._settings)


def spawn(arguments: Sequence[str], settings: Settings) -> "subprocess.Popen[bytes]":
    """Start ``python -m arguments…`` with the settings in its environment."""
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**os.environ, **as_environment(settings)},
        stdin=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C is for the one process that ends the others in order
    )
